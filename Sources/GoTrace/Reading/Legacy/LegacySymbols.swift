import Evidence
import Wire

/// Strings and stacks of a trace of the old format, by the numbers that the file gives them.
struct LegacySymbols {
    private static let deepestStack: UInt64 = 1000

    /// A frame by the file's numbers of its strings.
    private struct Frame {
        var function: UInt64
        var file: UInt64
        var line: UInt64
    }

    private var strings: [UInt64: StringID] = [:]
    private var frames: [UInt64: Frame] = [:]
    /// Program counters of all stacks, one stack behind the other.
    private var counters: [UInt64] = []
    /// Numbers of stacks with the end of each in `counters`; the start is the end of the one before.
    private var stackEnds: [(number: UInt32, end: Int)] = []
    private var stacks: [UInt32: UInt32] = [:]

    mutating func addString(_ cursor: LegacyRecordCursor, to table: inout StringTable) throws(InputError) {
        let number = cursor.values[0]
        guard number != 0, !cursor.text.isEmpty else {
            throw cursor.error(.malformed, "string \(number) has \(cursor.text.count) bytes; the file is damaged")
        }
        guard strings.updateValue(table.intern(bytes: cursor.textBytes()), forKey: number) == nil else {
            throw cursor.error(.malformed, "string \(number) is there twice; the file is damaged")
        }
    }

    mutating func addStack(_ cursor: LegacyRecordCursor) throws(InputError) {
        let values = cursor.values
        guard values.count >= 2, values[1] <= Self.deepestStack, values.count == 2 + 4 * Int(values[1]) else {
            throw cursor.error(.malformed, "a stack has \(values.count) values; the file is damaged")
        }
        let number = UInt32(truncatingIfNeeded: values[0])
        guard number != 0, values.count > 2 else { return }
        for at in stride(from: 2, to: values.count, by: 4) {
            counters.append(values[at])
            // The first frame of an address wins, as in Go's reader.
            if frames[values[at]] == nil {
                frames[values[at]] = Frame(function: values[at + 1], file: values[at + 2], line: values[at + 3])
            }
        }
        stackEnds.append((number, counters.count))
    }

    /// Moves the stacks to the common tables; possible only when all of the file was seen, since a stack may name
    /// strings that come later.
    mutating func resolveStacks(into tables: inout TraceTables, _ quality: inout Quality) {
        var start = 0
        var run: [UInt32] = []
        for (number, end) in stackEnds {
            run.removeAll(keepingCapacity: true)
            for counter in counters[start..<end] {
                guard let frame = frames[counter] else { continue }
                let function = string(frame.function, &quality)
                let file = string(frame.file, &quality)
                let known = TraceFrame(programCounter: counter, function: function, file: file, line: frame.line)
                run.append(tables.stacks.intern(frame: known))
            }
            stacks[number] = tables.stacks.intern(run[...])
            start = end
        }
        frames = [:]
        counters = []
        stackEnds = []
    }

    /// The string of the file's `number`; 0 is the empty one, and so is one that is missing.
    func string(_ number: UInt64, _ quality: inout Quality) -> StringID {
        if number == 0 { return .empty }
        if let string = strings[number] { return string }
        quality.count(
            "trace.strings.missing", 1, .dataLoss, "texts that the trace refers to and does not have; they are empty")
        return .empty
    }

    /// The stack of the file's `number`; 0 is none, and so is one that is missing.
    func stack(_ number: UInt64, _ quality: inout Quality) -> UInt32 {
        if number == 0 { return 0 }
        if let exact = UInt32(exactly: number), let stack = stacks[exact] { return stack }
        quality.count(
            "trace.stacks.missing", 1, .dataLoss,
            "stacks that the trace refers to and does not have; the trace may be cut off")
        return 0
    }
}
