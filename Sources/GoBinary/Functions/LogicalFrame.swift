/// One call of a function in the source: physical, or inlined into its caller.
///
/// Names are looked up when they are asked for.
public struct LogicalFrame: Sendable {
    let table: FunctionTable
    public let nameIndex: FunctionTable.NameIndex
    public let fileIndex: FunctionTable.FileIndex
    /// 0 when unknown, beside the file `?`.
    public let line: Int32
    /// Line of the `func` keyword; 0 when not recorded.
    public let startLine: Int32
    public let isInlined: Bool
    /// Made by the compiler, or left out by the runtime's own tracebacks for another reason.
    public let isWrapper: Bool

    /// As the function table spells it.
    public var function: String { table.name(nameIndex) }
    public var file: String { table.file(fileIndex) }
}
