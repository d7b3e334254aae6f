import Evidence
import GoProcess
import GoTrace

/// An execution trace, as far as the rules ask for it.
public struct TraceEvidence: Sendable {
    public let name: String
    public let version: TraceVersion
    public let scene: TraceScene
    public let blocked: BlockedTime
    public let latency: SchedulingLatency
    public let processors: ProcessorUse
    public let collector: CollectorWork
    public let cycles: CollectorCycles
    public let stops: WorldStops
    public let creation: CreationTree
    let quality: [QualityCounter]

    /// What a pass has to find out for this.
    public static var analyses: [any TraceAnalysis] {
        [
            BlockedTime(), SchedulingLatency(), ProcessorUse(), CollectorWork(), CollectorCycles(), WorldStops(),
            CreationTree(),
        ]
    }

    /// - Parameter pass: one with `analyses`, after it has run.
    public init(_ pass: TracePass, name: String, version: TraceVersion, quality: Quality) {
        self.name = name
        self.version = version
        self.quality = quality.counters
        scene = pass.scene
        blocked = pass.result(BlockedTime.self)
        latency = pass.result(SchedulingLatency.self)
        processors = pass.result(ProcessorUse.self)
        collector = pass.result(CollectorWork.self)
        cycles = pass.result(CollectorCycles.self)
        stops = pass.result(WorldStops.self)
        creation = pass.result(CreationTree.self)
    }

    /// Share of the processors that the collector took, from 0 to 1.
    public var collectorShare: Double { TraceCollectorRule.share(self) }

    /// Nanoseconds that the trace, or the part of it that was looked at, is long.
    public var duration: Int64 { max(scene.end &- scene.start, 1) }

    /// Goroutine seconds in each second.
    func rate(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / Double(duration) }

    /// Processors that goroutines may run on; 1 when the trace does not say.
    var processorLimit: Double { max(1, Double(processors.capacity) / Double(duration)) }

    var collected: CollectedEvidence {
        CollectedEvidence(
            evidence: "execution trace", source: Phrase(name), stoppedNanoseconds: 0, durationNanoseconds: duration,
            quality: quality)
    }

    /// Frames of a stack, innermost first, from the one on in which the program or a library calls the runtime.
    func frames(_ stack: UInt32) -> [ResolvedFrame] {
        let all = scene.tables.stacks[stack].map { number in
            let frame = scene.tables.stacks.frames[Int(number)]
            return ResolvedFrame(
                function: scene.text(frame.function), file: scene.text(frame.file), line: Int32(clamping: frame.line))
        }
        return Array(all.drop { FunctionName.package($0.function) == "runtime" && $0.function != "runtime.main" })
    }

    /// Names of the functions of a stack, innermost first.
    func names(_ stack: UInt32) -> [String] { scene.tables.functionNames(stack: stack) }

    /// The frame of a stack that its reader looks for: the first one of the program's own.
    func ownFrame(_ stack: UInt32) -> ResolvedFrame? {
        let frames = frames(stack)
        return frames.first { !FunctionName.isStandard(package: FunctionName.package($0.function)) } ?? frames.first
    }

    /// The first stack of the function of the program's own that weighs most over all its stacks, of which one that
    /// calls itself has many; 0 for no stacks.
    /// - Parameter stacks: in the order in which they are preferred within a function.
    func heaviest(_ stacks: [(stack: UInt32, weight: Int64)]) -> UInt32 {
        let functions = stacks.map { ownFrame($0.stack)?.function }
        let weights = Dictionary(zip(functions, stacks.map(\.weight)), uniquingKeysWith: &+)
        let greatest = weights.values.max()
        return functions.firstIndex { weights[$0] == greatest }.map { stacks[$0].stack } ?? 0
    }

    /// `shop.(*Cart).Add (cart.go:41)`; `a place that the trace does not name` without a stack.
    func place(_ stack: UInt32) -> String {
        guard let frame = ownFrame(stack) else { return "a place that the trace does not name" }
        let name = FunctionName.short(frame.function)
        guard frame.line > 0 else { return name }
        return "\(name) (\(PathText.last(frame.file)):\(frame.line))"
    }

    /// What tells places apart as the reader sees them: the first frame of the program's own, or the first one.
    func key(_ stack: UInt32) -> String { ownFrame(stack).map { "\($0.function) \($0.line)" } ?? "" }

    /// Whether a function of the program itself, or of a library that it uses, is on a stack.
    func isOwn(_ stack: UInt32) -> Bool {
        names(stack).contains { !FunctionName.isStandard(package: FunctionName.package($0)) }
    }

    /// The function with which the goroutine of a stack began; empty when unknown.
    func root(_ stack: UInt32) -> StringID {
        scene.tables.stacks[stack].last.map { scene.tables.stacks.frames[Int($0)].function } ?? .empty
    }

    /// The function with which goroutines began, without folders.
    func group(_ root: StringID) -> String {
        root == .empty ? "unknown goroutines" : FunctionName.short(scene.text(root))
    }

    /// Nanoseconds since the begin of the trace as `+1.25 s`.
    func moment(_ time: Int64) -> String { "+\(Wording.duration(max(0, time &- scene.start)))" }

    /// The traits of all functions of a stack.
    func traits(_ stack: UInt32) -> FunctionTraits {
        names(stack).reduce(into: []) {
            $0.formUnion(FunctionTraits(function: $1, package: FunctionName.package($1)))
        }
    }

    func fact(_ text: Phrase, _ reference: String = "") -> Fact {
        Fact(text, evidence: "execution trace", reference: reference)
    }

    /// The command that shows where the figures of a finding come from.
    func command(_ verb: String) -> String {
        let isPlain = name.utf8.allSatisfy { $0 > 0x7f || Self.plain.contains($0) }
        return "sonde trace \(verb) \(isPlain ? name : "'\(name.replacing("'", with: "'\\''"))'")"
    }

    /// What means nothing to a shell.
    private static let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,".utf8)
}
