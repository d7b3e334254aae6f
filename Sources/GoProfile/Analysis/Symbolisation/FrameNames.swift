import Evidence
import GoBinary

/// A call in the source, as a profile names it.
public struct FrameName: Sendable, Equatable {
    public var function: String
    /// Empty when unknown.
    public var file: String
    /// 0 when unknown.
    public var line: Int32
    /// Line of the `func` keyword; 0 when unknown.
    public var startLine: Int32

    public init(function: String, file: String, line: Int32, startLine: Int32) {
        self.function = function
        self.file = file
        self.line = line
        self.startLine = startLine
    }
}

/// Names of an executable's functions by address: Go's own tables first, then the symbol table, which has C functions.
public struct FrameNames: Sendable {
    private let executable: Executable
    private let table: FunctionTable?

    public init(_ executable: Executable) {
        self.executable = executable
        table = try? executable.functionTable()
    }

    /// The function that an address lies in with the calls inlined there, the innermost first; empty for an address in
    /// no function.
    ///
    /// Wrappers that the compiler made do not count beside others: runtime/pprof leaves them out.
    public func frames(at address: StaticAddress) -> [FrameName] {
        guard let table, let function = table.function(containing: address) else {
            guard let name = executable.symbol(containing: address), isCode(address) else { return [] }
            return [FrameName(function: name, file: "", line: 0, startLine: 0)]
        }
        let all = table.logicalFrames(function, at: address)
        let own = all.filter { !$0.isWrapper }
        return (own.isEmpty ? Array(all.prefix(1)) : own).map { frame in
            let file = frame.file
            return FrameName(
                function: frame.function, file: file == "?" ? "" : file, line: frame.line, startLine: frame.startLine)
        }
    }

    private func isCode(_ address: StaticAddress) -> Bool {
        executable.segments.contains { $0.isExecutable && $0.contains(address) }
    }
}
