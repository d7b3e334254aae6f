import Evidence
import Wire

/// Reads the heapz and contentionz texts of Java: attributes, rows `bytes objects @ addresses`, then what is at each
/// address.
enum JavaProfileReader {
    private static let errors = LegacyErrors(format: .java)
    /// Mean number of bytes from one sampled byte to the next.
    private static let heapPeriod: Int64 = 524_288

    static func read(_ bytes: Bytes) throws -> LegacyResult {
        guard bytes.firstIndex(of: 0x0a) != nil else { return .other }
        var lines = LegacyLines(bytes)
        guard lines.next() else { return .other }
        let title = lines.current.trimmed
        let isHeap = title.array == Array("--- heapz 1 ---".utf8)
        guard isHeap || title.array == Array("--- contentionz 1 ---".utf8) else { return .other }
        var draft = LegacyDraft(sampleTypes: [], periodType: ("", ""), period: 0)
        if let error = try readAttributes(&lines, isHeap: isHeap, &draft) { return .refused(error) }
        try readRows(&lines, isHeap: isHeap, &draft)
        guard !draft.builder.profile.sampleTypes.isEmpty || draft.builder.profile.samples.count == 0 else {
            throw errors.line(lines, "follows samples whose values have no “resolution”")
        }
        draft.builder.profile.samples.typeCount = draft.builder.profile.sampleTypes.count
        try JavaLocations.read(bytes, from: lines.lineStart, &draft)
        return .profile(draft.finished())
    }

    /// Reads up to the first line that is no attribute, where the lines then stand.
    /// - Returns: why it is no such profile.
    private static func readAttributes(
        _ lines: inout LegacyLines, isHeap: Bool, _ draft: inout LegacyDraft
    ) throws(InputError) -> InputError? {
        while lines.next(), lines.isComplete {
            let line = lines.current.trimmed
            if line.isEmpty { continue }
            guard let (name, value) = JavaAttribute.find(line) else { return nil }
            switch (name.string, isHeap) {
            case ("format", _):
                guard value.array == Array("java".utf8) else { return errors.line(lines, "is of another format") }
            case ("resolution", true):
                setTypes(["inuse_objects", "inuse_space"], value, &draft)
            case ("resolution", false):
                setTypes(["contentions", "delay"], value, &draft)
            case ("sampling period", false):
                draft.builder.profile.periodType = draft.builder.valueType("contentions", "count")
                draft.builder.profile.period = try number(value, lines)
            case ("ms since reset", false):
                draft.builder.profile.durationNanoseconds = try number(value, lines) &* 1_000_000
            default: return errors.line(lines, "is no attribute of a Java profile")
            }
        }
        return nil
    }

    private static func setTypes(_ names: [String], _ unit: Bytes, _ draft: inout LegacyDraft) {
        draft.builder.profile.sampleTypes = [
            draft.builder.valueType(names[0], "count"), draft.builder.valueType(names[1], unit.string),
        ]
    }

    private static func number(_ text: Bytes, _ lines: LegacyLines) throws(InputError) -> Int64 {
        guard let value = GoNumber.anyBase(text) else {
            throw errors.line(lines, "has a value that is no number of 64 bits")
        }
        return value
    }

    /// Reads up to the first line that is no row, where the lines then stand.
    private static func readRows(
        _ lines: inout LegacyLines, isHeap: Bool, _ draft: inout LegacyDraft
    ) throws(InputError) {
        draft.builder.profile.samples.typeCount = 2
        let bytesKey = draft.builder.intern("bytes")
        while lines.isComplete {
            let line = lines.current.trimmed
            if !line.isEmpty {
                guard let row = JavaRow(line) else { return }
                guard let addresses = row.addresses.hexadecimalNumbers() else {
                    throw errors.line(lines, "has an address of more than 64 bits")
                }
                var (count, size) = (try number(row.count, lines), try number(row.size, lines))
                var labels: [ProfileLabel] = []
                if isHeap {
                    guard count != 0 else { throw errors.line(lines, "has bytes in no object") }
                    labels = [ProfileLabel(key: bytesKey, number: GoNumber.quotient(size, count), unit: nil)]
                    (count, size) = HeapSampling.unsampled(count, size, period: heapPeriod)
                } else if draft.builder.profile.period != 0 {
                    count &*= draft.builder.profile.period
                    size &*= draft.builder.profile.period
                }
                draft.append(addresses: addresses, values: [count, size], labels: labels)
            }
            guard lines.next() else { return }
        }
    }
}

/// `name = value` of letters, digits, `_` and blanks, at the first place of a line where there is one.
private enum JavaAttribute {
    static func find(_ line: Bytes) -> (name: Bytes, value: Bytes)? {
        var at = 0
        while at < line.count {
            let end = wordEnd(line, at)
            if end > at, end < line.count, line[end] == UInt8(ascii: "=") {
                let valueEnd = wordEnd(line, end + 1)
                if valueEnd > end + 1 { return (line.slice(at..<end).trimmed, line.slice(end + 1..<valueEnd).trimmed) }
            }
            at = end + 1
        }
        return nil
    }

    private static func wordEnd(_ line: Bytes, _ start: Int) -> Int {
        var at = start
        while at < line.count, isOfWord(line[at]) { at += 1 }
        return at
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == UInt8(ascii: "_") || Bytes.isDigit(byte) || (0x41...0x5a).contains(byte)
            || (0x61...0x7a).contains(byte)
    }
}

/// `size count @ addresses`, at the first place of a line where they are.
private struct JavaRow {
    let size: Bytes
    let count: Bytes
    let addresses: Bytes

    init?(_ line: Bytes) {
        var start = 0
        while start < line.count {
            var cursor = LegacyCursor(line, at: start)
            guard let first = cursor.digits() else {
                start += 1
                continue
            }
            start = cursor.at
            cursor.blanks()
            guard cursor.at > start, let second = cursor.digits() else { continue }
            let end = cursor.at
            cursor.blanks()
            guard cursor.at > end, cursor.character(UInt8(ascii: "@")), cursor.character(0x20) else { continue }
            cursor.blanks()
            size = line.slice(first)
            count = line.slice(second)
            addresses = cursor.addressList()
            return
        }
        return nil
    }
}
