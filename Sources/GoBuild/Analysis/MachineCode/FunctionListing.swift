import Evidence
import GoBinary
import Wire

/// The instructions of a function, with the places in the source that they come from.
public struct FunctionListing: Sendable {
    /// A line of the source; those around an inlined call are where that call stands.
    public struct Place: Sendable, Equatable {
        public var function: String
        public var file: String
        /// 0 when unknown.
        public var line: Int32
    }

    /// Instructions one after another that come from one place.
    public struct Run: Sendable {
        /// Innermost first; more than one for inlined code.
        public var places: [Place]
        public var instructions: [Instruction]
    }

    public let function: ProgramFunction
    public let code: CodeFunction
    public let runs: [Run]

    /// - Parameter disassembler: of the program.
    public init(_ function: ProgramFunction, _ program: ProgramFunctions, _ disassembler: Disassembler) {
        let table = program.table
        let start = table.entry(function.index)
        let code = CodeFunction(
            name: function.name, tableName: table.name(function.index), start: start,
            end: StaticAddress(start.rawValue &+ UInt64(function.size)))
        var source = SourceRuns(table, function.index)
        var runs: [Run] = []
        for instruction in disassembler.instructions(code) {
            let places = source.frames(at: instruction.address).map {
                Place(function: $0.function, file: $0.file, line: $0.line)
            }
            if runs.last?.places == places {
                runs[runs.count - 1].instructions.append(instruction)
            } else {
                runs.append(Run(places: places, instructions: [instruction]))
            }
        }
        self.function = function
        self.code = code
        self.runs = runs
    }
}
