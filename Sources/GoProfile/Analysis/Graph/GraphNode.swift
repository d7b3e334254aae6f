import Evidence
import Wire

/// What a node of the graph stands for: a function, a file, a line or an address.
public struct GraphNodeInfo: Hashable, Sendable {
    public var name = StringID.empty
    public var address: UInt64 = 0
    public var file = StringID.empty
    public var startLine: Int64 = 0
    public var line: Int64 = 0
    public var column: Int64 = 0
    /// Path of the mapped file, where nodes of different ones stay apart.
    public var objectFile = StringID.empty

    public init() {}

    /// The function as a whole. What has neither address nor line stands for one already, as pprof has it.
    var function: GraphNodeInfo {
        if address == 0, line == 0 { return self }
        var result = self
        result.address = 0
        result.line = 0
        result.column = 0
        return result
    }

    /// The parts of the name that reports print.
    public func components(_ strings: StringTable) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        if address != 0 {
            let digits = String(address, radix: 16)
            parts.append(Array((String(repeating: "0", count: 16 - digits.utf8.count) + digits).utf8))
        }
        if name != .empty { parts.append(Array(strings.bytes(name))) }
        if line != 0 {
            parts.append(strings.bytes(file) + Array(":\(line)".utf8) + (column != 0 ? Array(":\(column)".utf8) : []))
        } else if file != .empty {
            parts.append(Array(strings.bytes(file)))
        } else if name == .empty {
            if objectFile != .empty {
                let base = PathText.base(strings[objectFile])
                parts.append(Array("[\(base)]".utf8))
            } else {
                parts.append(Array("<unknown>".utf8))
            }
        }
        return parts
    }

    public func printableName(_ strings: StringTable) -> [UInt8] {
        Array(components(strings).joined(separator: [UInt8(ascii: " ")]))
    }

    /// Go's `fmt.Sprint` of the same structure: what pprof compares as a last resort.
    func debugText(_ strings: StringTable) -> [UInt8] {
        Array("{".utf8) + strings.bytes(name) + Array("  \(address) ".utf8) + strings.bytes(file)
            + Array(" \(startLine) \(line) \(column) ".utf8) + strings.bytes(objectFile) + Array("}".utf8)
    }
}
