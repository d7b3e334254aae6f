import Evidence
import GoBinary

/// Where an instruction comes from, as listings name it.
public struct AssemblyPlace: Equatable, Sendable {
    public var function = ""
    /// Without its folder.
    public var file = ""
    public var line: Int64 = 0

    public init() {}

    /// `main.work work.go:12`; empty when nothing is known.
    public var text: String {
        var text = function.isEmpty ? "" : function + " "
        if !file.isEmpty {
            text += file
            if line != 0 { text += ":\(line)" }
        }
        return text
    }
}

/// An instruction with the values of the samples in it.
///
/// Source: `annotateAssembly` in internal/report/report.go of google/pprof.
public struct AssemblyLine: Sendable {
    public var instruction: Instruction
    public var place = AssemblyPlace()
    private var flat: Int64 = 0
    private var flatDivisor: Int64 = 0
    private var cumulative: Int64 = 0
    private var cumulativeDivisor: Int64 = 0

    public var flatValue: Int64 { flatDivisor == 0 ? flat : flat.quotient(flatDivisor) }
    public var cumulativeValue: Int64 { cumulativeDivisor == 0 ? cumulative : cumulative.quotient(cumulativeDivisor) }

    private init(_ instruction: Instruction) {
        self.instruction = instruction
        place.file = instruction.file.isEmpty ? "" : PathText.base(instruction.file)
        place.line = Int64(instruction.line)
    }

    /// The instructions of a function. A sample counts to the instruction that its address lies in: callers have the
    /// last byte of a call.
    public static func lines(
        of function: ProfiledFunction, _ code: ProfiledCode, _ disassembler: Disassembler?
    ) -> [AssemblyLine] {
        var samples = function.samples[...]
        return (disassembler?.instructions(function.function) ?? []).map { instruction in
            var line = AssemblyLine(instruction)
            let next = instruction.address.rawValue &+ UInt64(instruction.length)
            while let sample = samples.first, sample.address.rawValue < next {
                line.add(sample.node, code.graph)
                samples.removeFirst()
            }
            return line
        }
    }

    private mutating func add(_ node: Int, _ graph: ProfileGraph) {
        flat &+= graph.flat[node]
        flatDivisor &+= graph.flatDivisor[node]
        cumulative &+= graph.cumulative[node]
        cumulativeDivisor &+= graph.cumulativeDivisor[node]
        let info = graph.infos[node]
        if info.file != .empty, place.file.isEmpty { place.file = PathText.base(graph.strings[info.file]) }
        if info.line != 0, place.line == 0 { place.line = info.line }
        if info.name != .empty, place.function.isEmpty { place.function = graph.strings[info.name] }
    }
}
