import Wire

/// Reads counted stacks: `goroutine profile: total 12`, then rows `3 @ 0x43a2c5 0x406b6f`. What runtime/pprof writes
/// with `debug=1` for goroutines, leaked goroutines, created threads, and profiles of the program's own.
enum LegacyCountReader {
    private static let errors = LegacyErrors(format: .count)

    static func read(_ bytes: Bytes) throws -> LegacyResult {
        var lines = LegacyLines(bytes)
        lines.skipComments()
        guard let type = type(lines.current) else { return .other }
        var draft = LegacyDraft(sampleTypes: [(type, "count")], periodType: (type, "count"), period: 1)
        var pending: LegacyRow?
        while lines.next() {
            let line = lines.current
            if line.isBlankOrComment {
                draft.symbols.read(line)
                continue
            }
            if line.starts(with: Array("---".utf8)) { break }
            if let pending { draft.append(pending) }
            pending = try row(lines)
        }
        if let pending { draft.append(pending) }
        return .profile(try draft.finish(&lines, .count))
    }

    /// The name of what is counted.
    private static func type(_ line: Bytes) -> String? {
        var cursor = LegacyCursor(line)
        while !cursor.isAtEnd, !Bytes.isExpressionSpace(line[cursor.at]) { cursor.at += 1 }
        let name = line.slice(0..<cursor.at)
        guard !name.isEmpty, cursor.text(" profile: total "), cursor.digits() != nil, cursor.isAtEnd else { return nil }
        return name.string
    }

    private static func row(_ lines: LegacyLines) throws(InputError) -> LegacyRow {
        let line = lines.current
        var cursor = LegacyCursor(line)
        let problem = "is no row “count @ addresses”"
        guard let digits = cursor.digits(), cursor.text(" @") else { throw errors.line(lines, problem) }
        guard let count = GoNumber.anyBase(line.slice(digits)) else {
            throw errors.line(lines, "has a count that is no number of 64 bits")
        }
        var addresses: [UInt64] = []
        while cursor.text(" 0x") {
            let start = cursor.at
            while !cursor.isAtEnd, line[cursor.at] != 0x20 { cursor.at += 1 }
            let digits = start..<cursor.at
            guard !digits.isEmpty, digits.allSatisfy({ Self.isLowercaseDigit(line[$0]) }) else {
                throw errors.line(lines, problem)
            }
            guard let address = line.hexadecimal(digits) else {
                throw errors.line(lines, "has an address of more than 64 bits")
            }
            addresses.append(address)
        }
        // Without addresses is what Go up to 1.22 writes of created threads; google/pprof takes that for damage.
        guard cursor.isAtEnd else { throw errors.line(lines, problem) }
        return LegacyRow(values: [count], addresses: addresses)
    }

    private static func isLowercaseDigit(_ byte: UInt8) -> Bool {
        Bytes.hexadecimalDigit(byte) != nil && !(0x41...0x46).contains(byte)
    }
}
