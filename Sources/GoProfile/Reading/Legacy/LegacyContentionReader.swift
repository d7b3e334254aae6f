import Evidence
import Wire

/// Reads contention profiles as texts: `--- contentionz 1 ---` of C++, `--- contention:` (block) and `--- mutex:` of
/// Go with `debug=1`; then `attribute = value`, then rows `cycles count @ addresses`.
enum LegacyContentionReader {
    private static let errors = LegacyErrors(format: .contention)
    private static let end = Array("---".utf8)

    static func read(_ bytes: Bytes) throws -> LegacyResult {
        var lines = LegacyLines(bytes)
        guard lines.next() else { return .other }
        let isMutex = lines.current.starts(with: Array("--- mutex:".utf8))
        guard
            isMutex || lines.current.starts(with: Array("--- contentionz ".utf8))
                || lines.current.starts(with: Array("--- contention:".utf8))
        else { return .other }
        var reader = Rows(isScaled: isMutex)
        do {
            try reader.readAttributes(&lines)
        } catch {
            return .refused(error)
        }
        repeat {
            let line = lines.current.trimmed
            if line.starts(with: end) { break }
            if line.isBlankOrComment {
                reader.draft.symbols.read(line)
                continue
            }
            reader.flush()
            guard let row = ContentionRow(line) else {
                return .refused(errors.line(lines, "is no row “cycles count @ addresses”"))
            }
            try reader.read(row, lines)
        } while lines.next()
        reader.flush()
        return .profile(try reader.finish(&lines))
    }

    private struct Rows {
        var draft = LegacyDraft(
            sampleTypes: [("contentions", "count"), ("delay", "nanoseconds")], periodType: ("contentions", "count"),
            period: 1)
        /// The values are estimates of all events already, and not of the sampled ones alone.
        let isScaled: Bool
        private var frequency: Int64 = 0
        private var pending: LegacyRow?

        init(isScaled: Bool) { self.isScaled = isScaled }

        /// Reads up to the first line that is no attribute, where the lines then stand.
        mutating func readAttributes(_ lines: inout LegacyLines) throws(InputError) {
            while lines.next() {
                let line = lines.current.trimmed
                if line.isBlankOrComment { continue }
                guard !line.starts(with: LegacyContentionReader.end), let equals = line.firstIndex(of: 0x3d) else {
                    return
                }
                let value = GoNumber.anyBase(line.slice(equals + 1..<line.count).trimmed)
                let name = line.slice(0..<equals).trimmed.string
                switch (name, value) {
                case ("cycles/second", let value?): frequency = value
                case ("sampling period", let value?): draft.builder.profile.period = value
                case ("ms since reset", let value?): draft.builder.profile.durationNanoseconds = value &* 1_000_000
                case ("discarded samples", _): continue
                case ("cycles/second", nil), ("sampling period", nil), ("ms since reset", nil):
                    throw errors.line(lines, "has a value that is no number of 64 bits")
                default: throw errors.line(lines, "is no attribute of a contention profile")
                }
            }
        }

        mutating func flush() {
            if let row = pending { draft.append(row) }
            pending = nil
        }

        mutating func read(_ row: ContentionRow, _ lines: LegacyLines) throws(InputError) {
            guard var delay = row.delay, var count = row.count else {
                throw errors.line(lines, "has a number of more than 64 bits")
            }
            let period = isScaled ? 1 : draft.builder.profile.period
            if period > 0 {
                if frequency > 0 {
                    let cyclesPerNanosecond = Double(frequency) / 1e9
                    delay = GoNumber.truncate(Double(delay) * Double(period) / cyclesPerNanosecond)
                }
                count &*= period
            }
            guard let addresses = row.addresses.hexadecimalNumbers() else {
                throw errors.line(lines, "has an address of more than 64 bits")
            }
            pending = LegacyRow(values: [count, delay], addresses: addresses)
        }

        mutating func finish(_ lines: inout LegacyLines) throws -> Profile {
            if isScaled, draft.builder.profile.period > 1 {
                draft.builder.profile.quality.count(
                    "profile.mutex.prescaled", 1, .info,
                    "Go has multiplied the values of this mutex profile by its sampling period "
                        + "\(draft.builder.profile.period) already; go tool pprof does so once more")
            }
            return try draft.finish(&lines, .contention)
        }
    }
}

/// Two numbers and addresses, at the first place of a line where they are.
private struct ContentionRow {
    let delay: Int64?
    let count: Int64?
    let addresses: Bytes

    init?(_ line: Bytes) {
        var start = 0
        while start < line.count {
            var cursor = LegacyCursor(line, at: start)
            guard let first = cursor.digits() else {
                start += 1
                continue
            }
            let end = cursor.at
            cursor.blanks()
            if let second = cursor.digits() {
                if cursor.text(" @") {
                    delay = GoNumber.decimal(line.slice(first))
                    count = GoNumber.decimal(line.slice(second))
                    addresses = cursor.addressList()
                    return
                }
            } else {
                // Without a blank between them, the last digit is the second number.
                cursor.at = end
                if first.count > 1, cursor.text(" @") {
                    delay = GoNumber.decimal(line.slice(first.dropLast()))
                    count = GoNumber.decimal(line.slice(end - 1..<end))
                    addresses = cursor.addressList()
                    return
                }
            }
            start = end
        }
        return nil
    }
}
