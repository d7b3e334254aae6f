import GoBinary
import Wire

/// The functions of an executable.
public struct ProgramFunctions: Sendable {
    /// A function that is called, and how often.
    public struct Target: Sendable, Equatable {
        public var name: String
        public var kind: RuntimeCall
        public var count: Int
    }

    public let executable: Executable
    public let table: FunctionTable
    /// Ascending by address.
    public internal(set) var functions: [ProgramFunction] = []
    /// What code calls of the runtime, by kind, most often first.
    public internal(set) var targets: [Target] = []
    /// False when the code was not decoded: only sizes, frames and inlined bodies are known.
    public internal(set) var isDecoded = false

    init(_ executable: Executable, _ table: FunctionTable) {
        self.executable = executable
        self.table = table
    }

    /// Bytes of code of all functions, without padding.
    public var size: Int { functions.reduce(0) { $0 + $1.size } }

    /// Where a function is declared: file, and line of `func` (0 when not recorded).
    public func declaration(_ function: ProgramFunction) -> (file: String, line: Int32) {
        (table.position(function.index, at: table.entry(function.index)).file, table.startLine(function.index))
    }
}
