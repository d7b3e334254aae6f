import Evidence
import Wire

/// One bit for each word of a part of a frame: set where a pointer lies that the function will still use.
public struct LivePointerMap: Sendable {
    let bits: OrderedBytes
    let start: Int
    /// Words that the map covers.
    public let count: Int

    /// Positions of the words that are set, ascending.
    public var words: [Int] {
        (0..<count).filter { word in
            (bits.bytes.load(start + word >> 3, as: UInt8.self) ?? 0) >> UInt8(word & 7) & 1 != 0
        }
    }
}

/// A variable in a frame whose address the function takes (`runtime.stackObjectRecord`).
public struct StackObject: Hashable, Sendable {
    /// Bytes from the end of the local variables when negative, otherwise from the start of the arguments.
    public let offset: Int32
    /// Bytes.
    public let size: Int32
}

/// What the compiler recorded for the collector of each frame (runtime/stkframe.go, internal/abi/symtab.go), from Go
/// 1.18 on. All of it holds at calls only: not where a signal interrupted the code.
extension FunctionTable {
    private enum Recorded {
        static let argumentMaps: UInt8 = 0
        static let localMaps: UInt8 = 1
        static let stackObjects: UInt8 = 2
        static let openCodedDefers: UInt8 = 4
        static let stackMapIndex: UInt32 = 1
        /// More than any real frame has; a damaged table has any number.
        static let objectLimit: UInt64 = 1 << 16
        static let wordLimit: Int32 = 1 << 20
        static let extentLimit: Int32 = 1 << 28
    }

    /// Bytes of a function's arguments and results on its caller's stack, with the room to which it spills those that
    /// came in registers; nil when unknown (`abi.ArgsSizeUnknown`).
    public func argumentSize(_ function: FunctionIndex) -> Int? {
        guard let record = recordOffset(function), let size = field(record, 4).map(Int32.init(bitPattern:)),
            size >= 0, size < 1 << 24
        else { return nil }
        return Int(size)
    }

    /// It has a defer statement, of any kind.
    public func defers(_ function: FunctionIndex) -> Bool {
        recordOffset(function).flatMap { field($0, 8) }.map { $0 != 0 } ?? false
    }

    /// Its deferred calls are written out at its end, so that what they need is in local variables.
    public func hasOpenCodedDefers(_ function: FunctionIndex) -> Bool {
        recorded(function, Recorded.openCodedDefers) != nil
    }

    /// The local variables' map at the return address of a call. The map's last word ends where the variables end.
    /// Nil when the function has none there, and nothing is known.
    public func liveLocals(_ function: FunctionIndex, at call: StaticAddress) -> LivePointerMap? {
        liveMap(function, at: call, Recorded.localMaps)
    }

    /// The arguments' map at the return address of a call.
    public func liveArguments(_ function: FunctionIndex, at call: StaticAddress) -> LivePointerMap? {
        liveMap(function, at: call, Recorded.argumentMaps)
    }

    private func liveMap(_ function: FunctionIndex, at call: StaticAddress, _ kind: UInt8) -> LivePointerMap? {
        guard let record = recordOffset(function), let functionData, let maps = recorded(function, kind),
            let count = functionData.load(maps, as: Int32.self),
            let words = functionData.load(maps + 4, as: Int32.self),
            count > 0, words >= 0, words <= Recorded.wordLimit
        else { return nil }
        // In front of the first call the map of the entry counts.
        var index = max(0, stackMapIndex(record, function, at: call) ?? 0)
        if index >= count {
            guard words == 0 else { return nil }
            index = 0
        }
        let size = (Int(words) + 7) / 8
        let start = maps + 8 + Int(index) * size
        guard functionData.bytes.slice(start, size) != nil else { return nil }
        return LivePointerMap(bits: functionData, start: start, count: Int(words))
    }

    private func stackMapIndex(_ record: Int, _ function: FunctionIndex, at call: StaticAddress) -> Int32? {
        guard let count = field(record, 24), count > Recorded.stackMapIndex,
            let table = field(record, attachedOffset + 4 * Int(Recorded.stackMapIndex)),
            let offset = UInt32(exactly: call.rawValue &- entry(function).rawValue), offset > 0
        else { return nil }
        // The counter's value belongs to the call, not to the instruction behind it.
        return counters.value(table: table, at: offset - 1)
    }

    /// Variables whose address is taken.
    public func stackObjects(_ function: FunctionIndex) -> [StackObject] {
        guard let functionData, let start = recorded(function, Recorded.stackObjects),
            let count = functionData.load(start, as: UInt64.self), count <= Recorded.objectLimit
        else { return [] }
        return (0..<Int(count)).compactMap { number in
            let at = start + 8 + number * 16
            guard let offset = functionData.load(at, as: Int32.self),
                let size = functionData.load(at + 4, as: Int32.self), size > 0,
                size <= Recorded.extentLimit, offset.magnitude <= UInt32(Recorded.extentLimit)
            else { return nil }
            return StackObject(offset: offset, size: size)
        }
    }

    /// Where a table that the compiler attached to a function lies in `functionData`.
    private func recorded(_ function: FunctionIndex, _ kind: UInt8) -> Int? {
        guard header.layout.hasTextOffsets, let record = recordOffset(function), let counterTables = field(record, 24),
            counterTables < 1 << 16, let dataTables = byte(record, header.layout.functionIDOffset + 3),
            dataTables > kind
        else { return nil }
        guard let offset = field(record, attachedOffset + 4 * Int(counterTables) + 4 * Int(kind)), offset != .max
        else { return nil }
        return Int(offset)
    }
}
