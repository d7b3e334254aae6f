/// What differs between the versions of the function table; the magic number tells them apart.
///
/// Sources: internal/abi/symtab.go (magic numbers), runtime/runtime2.go `_func`, runtime/symtabinl.go `inlinedCall`,
/// cmd/link/internal/ld/pcln.go, of each Go version.
struct FunctionTableLayout: Sendable {
    /// Go versions that write it.
    var versions: String
    /// Entries of the function index are offsets from the start of the code and not addresses.
    var hasTextOffsets: Bool
    /// Functions record the line of their `func` keyword.
    var startLineOffset: Int?
    /// From the end of the entry field, which is 4 bytes or a pointer.
    var functionIDOffset: Int
    var inlinedCallSize: Int
    var inlinedCallName: Int
    var inlinedCallParentCounter: Int
    var inlinedCallStartLine: Int?

    static let go116 = FunctionTableLayout(
        versions: "1.16 and 1.17", hasTextOffsets: false, startLineOffset: nil, functionIDOffset: 32,
        inlinedCallSize: 20, inlinedCallName: 12, inlinedCallParentCounter: 16, inlinedCallStartLine: nil)
    static let go118 = FunctionTableLayout(
        versions: "1.18 and 1.19", hasTextOffsets: true, startLineOffset: nil, functionIDOffset: 32,
        inlinedCallSize: 20, inlinedCallName: 12, inlinedCallParentCounter: 16, inlinedCallStartLine: nil)
    static let go120 = FunctionTableLayout(
        versions: "1.20 to 1.27", hasTextOffsets: true, startLineOffset: 32, functionIDOffset: 36,
        inlinedCallSize: 16, inlinedCallName: 4, inlinedCallParentCounter: 8, inlinedCallStartLine: 12)

    static let byMagic: [UInt32: FunctionTableLayout] = [
        0xffff_fffa: go116, 0xffff_fff0: go118, 0xffff_fff1: go120,
    ]
}
