import Evidence
import GoProfile

/// Where a program's processor time went, by stack: out of a cpu profile that was taken from outside or by the program
/// itself.
public struct ProcessorEvidence: Sendable {
    /// A frame of a sampled stack.
    struct Frame: Sendable {
        var function: Int32
        var line: Int32
    }

    /// Equal stacks together.
    struct Stack: Sendable {
        /// Place of its frames, the innermost first.
        var frames: Range<Int>
        /// Nanoseconds.
        var time: Int64
        /// What its functions say together.
        var work: SampledWork
        /// Place of the innermost frame of the program itself; nil without one.
        var own: Int?
        /// What the functions say that this frame calls: a framework that calls the program by reflection is none of it.
        var inner: SampledWork

        var isCollector: Bool { work.contains(.collector) }
        /// Of the runtime's scheduler, between two goroutines.
        var isScheduler: Bool { !isCollector && own == nil && work.contains(.scheduler) }
        /// What goroutines of the program did.
        var isProgram: Bool { !isCollector && !isScheduler }
    }

    public let name: String
    /// Nanoseconds of elapsed time.
    public let duration: Int64
    /// Nanoseconds of processor, without what was done for profiles.
    public let total: Int64
    let samples: Int64
    /// Nanoseconds of processor that the kernel spent for the program and that are in no sample, since sampling the
    /// kernel was not permitted.
    let hidden: Int64
    let functions: [SampledFunction]
    let frames: SampledFrames
    let stacks: [Stack]
    /// Of what goroutines of the program did.
    let hotFunctions: HotFunctions
    let quality: [QualityCounter]

    /// True of a profile of processor time.
    public static func isMeant(_ profile: Profile) -> Bool { index(profile) != nil }

    private static func index(_ profile: Profile) -> Int? {
        profile.sampleTypes.firstIndex { profile.text($0.type) == "cpu" && profile.text($0.unit) == "nanoseconds" }
    }

    /// - Parameter duration: of the profile in nanoseconds, for one that does not say so itself.
    /// - Returns: nil for a profile of something else.
    public init?(_ profile: Profile, name: String, duration: Int64 = 0) {
        guard let value = Self.index(profile) else { return nil }
        self.name = name
        self.duration = max(1, profile.durationNanoseconds > 0 ? profile.durationNanoseconds : duration)
        let facts = SamplingFacts(profile)
        functions = (0..<profile.functions.count).map { index in
            SampledFunction(
                name: profile.text(profile.functions.names[index]), file: profile.text(profile.functions.files[index]))
        }
        var gatherer = StackGatherer(profile, functions)
        var count: Int64 = 0
        for sample in 0..<profile.samples.count {
            let time = profile.samples.value(sample, value)
            guard time > 0 else { continue }
            if gatherer.add(sample, time) { count &+= 1 }
        }
        frames = gatherer.frames
        stacks = gatherer.stacks
        hotFunctions = HotFunctions(functions, frames, stacks, where: \.isProgram)
        samples = facts?.samples ?? (profile.period > 0 ? gatherer.total / profile.period : count)
        total = gatherer.total
        hidden = facts.map { $0.hasKernelTime ? 0 : max(0, ($0.processorTime ?? 0) &- gatherer.total) } ?? 0
        quality = profile.quality.counters
    }

    /// Processors that it kept busy on average.
    var processors: Double { Double(total) / Double(duration) }

    /// Part of the processor time, 0 to 1.
    func share(_ time: Int64) -> Double { total > 0 ? Double(time) / Double(total) : 0 }

    /// Time of the stacks that match.
    func time(where matches: (Stack) -> Bool) -> Int64 { stacks.reduce(0) { matches($1) ? $0 &+ $1.time : $0 } }

    /// Time that the collector took, what goroutines did for it included.
    var collectorTime: Int64 { time(where: \.isCollector) }

    /// Time that the program's own goroutines took, without the collector and the scheduler.
    var programTime: Int64 { time(where: \.isProgram) }

    /// `main.score (score.go:41)`.
    func place(_ frame: Frame) -> String {
        let function = function(frame)
        let name = FunctionName.short(function.name)
        guard frame.line > 0 else { return name }
        return "\(name) (\(PathText.last(function.file)):\(frame.line))"
    }

    func function(_ frame: Frame) -> SampledFunction { functions[Int(frame.function)] }

    func resolved(_ frame: Frame) -> ResolvedFrame {
        let function = function(frame)
        return ResolvedFrame(function: function.name, file: function.file, line: frame.line)
    }

    /// The frames of a stack for a report: from the function on, without the runtime's innermost ones.
    func resolved(_ stack: Stack, limit: Int = 32) -> [ResolvedFrame] {
        let all = frames[stack.frames]
        let start = all.firstIndex { FunctionName.package(function($0).name) != "runtime" } ?? all.startIndex
        return all[start...].prefix(limit).map(resolved)
    }

    var collected: CollectedEvidence {
        CollectedEvidence(
            evidence: "processor samples", source: Phrase(name), stoppedNanoseconds: 0, durationNanoseconds: duration,
            quality: quality)
    }

    func fact(_ text: Phrase, _ reference: String = "") -> Fact {
        Fact(text, evidence: "processor samples", reference: reference)
    }
}
