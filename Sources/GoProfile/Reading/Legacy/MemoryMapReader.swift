import Evidence
import Wire

/// Reads the list of mappings at the end of an older profile: lines of /proc/PID/maps, or shorter ones such as
/// `40000-80000 /path/to/binary (@ff00) abc123456`.
///
/// Lines `name=value` define what `$name` stands for in the lines that follow; all other lines are skipped.
struct MemoryMapReader {
    private let format: LegacyFormat
    private var expressions: MapExpressions?
    private var variables: [(name: [UInt8], value: [UInt8])] = []
    private var knownNames: Set<[UInt8]> = []

    /// Bytes of a line, also after variables were put in, that no list of mappings reaches; google/pprof's limit too.
    private static let longestLine = 65_535
    /// Variables that no list of mappings reaches: each is looked for in every later line.
    private static let mostVariables = 256

    init(_ format: LegacyFormat) { self.format = format }

    /// Adds the mappings that the rest of the lines lists.
    mutating func read(_ lines: inout LegacyLines, _ profile: inout Profile) throws {
        while lines.next() {
            guard lines.current.count <= Self.longestLine else {
                throw LegacyErrors(format: format).line(lines, "is too long for a line of a memory map")
            }
            if lines.current.isEmpty { continue }
            var line = Self.withoutLogPrefix(lines.current).array
            if !variables.isEmpty, line.contains(UInt8(ascii: "$")) {
                guard let expanded = expanded(line) else {
                    profile.quality.count(
                        "profile.mappings.malformed", 1, .dataLoss, "lines of the memory map could not be read")
                    continue
                }
                line = expanded
            }
            if expressions == nil { expressions = try MapExpressions() }
            switch expressions?.entry(line, &profile.strings) {
            case .mapping(let mapping): profile.mappings.append(mapping)
            case .notExecutable, nil: continue
            case .other: define(line, &profile.quality)
            }
        }
    }

    private mutating func define(_ line: [UInt8], _ quality: inout Quality) {
        guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return }
        let name = [UInt8(ascii: "$")] + Bytes(Array(line[..<equals])).trimmed.array
        // The first definition counts.
        guard !knownNames.contains(name) else { return }
        guard variables.count < Self.mostVariables else {
            quality.count("profile.mappings.variables", 1, .dataLoss, "definitions in the memory map were skipped")
            return
        }
        knownNames.insert(name)
        variables.append((name, Bytes(Array(line[(equals + 1)...])).trimmed.array))
    }

    /// The line with the values of variables in the place of their names; nil when it grows beyond all measure.
    private func expanded(_ line: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var at = 0
        while at < line.count {
            let rest = line[at...]
            if line[at] == UInt8(ascii: "$"), let known = variables.first(where: { rest.starts(with: $0.name) }) {
                result += known.value
                at += known.name.count
            } else {
                result.append(line[at])
                at += 1
            }
            guard result.count <= Self.longestLine else { return nil }
        }
        return result
    }

    /// The line without what glog puts in front: `I0102 15:04:05.678 12 file.cc:34] `.
    private static func withoutLogPrefix(_ line: Bytes) -> Bytes {
        guard
            let bracket = (0..<line.count).first(where: {
                line[$0] == UInt8(ascii: "]") || line[$0] == UInt8(ascii: "[")
            }), line[bracket] == UInt8(ascii: "]"), bracket + 1 < line.count, Bytes.isExpressionSpace(line[bracket + 1])
        else { return line }
        var colon = bracket - 1
        while colon >= 0, Bytes.isDigit(line[colon]) { colon -= 1 }
        guard colon > 0, colon < bracket - 1, line[colon] == UInt8(ascii: ":") else { return line }
        return line.suffix(from: bracket + 2) ?? line
    }
}

/// The two forms of a line of a memory map.
private struct MapExpressions {
    enum Entry {
        case mapping(ProfileMapping)
        case notExecutable
        case other
    }

    /// Start, end, permissions, offset, file.
    private let kernel: RegularExpression
    /// Start, end, permissions, file, offset, build id.
    private let brief: RegularExpression

    init() throws {
        let number = "(?:0x)?([[:xdigit:]]+)"
        let addresses = "^\\s*\(number)[\\s-]?\\s*\(number):?(?:\\s+([-rwxp]+))?"
        kernel = try RegularExpression(
            addresses + "(?:\\s+([[:xdigit:]]+))?\\s+[[:xdigit:]]+:[[:xdigit:]]+\\s+[[:digit:]]+(?:\\s+(\\S+))?")
        brief = try RegularExpression(
            addresses + "(?:\\s+(\\S+))?(?:\\s+\\(@([[:xdigit:]]+)\\))?(?:\\s+([[:xdigit:]]+))?")
    }

    func entry(_ line: [UInt8], _ strings: inout StringTable) -> Entry {
        // Names are bytes of any encoding; to the expressions each of them is but no blank.
        let ascii = line.map { $0 < 0x80 ? $0 : UInt8(ascii: "?") }
        let parts: (permissions: Range<Int>?, offset: Range<Int>?, file: Range<Int>?, buildID: Range<Int>?)
        let match: [Range<Int>?]
        if let found = kernel.firstMatch(in: ascii, groups: 5) {
            match = found
            parts = (found[3], found[4], found[5], nil)
        } else if let found = brief.firstMatch(in: ascii, groups: 6) {
            match = found
            parts = (found[3], found[5], found[4], found[6])
        } else {
            return .other
        }
        if let permissions = parts.permissions, !line[permissions].contains(UInt8(ascii: "x")) { return .notExecutable }
        var mapping = ProfileMapping()
        let bytes = Bytes(line)
        guard let startRange = match[1], let endRange = match[2], let start = bytes.hexadecimal(startRange),
            let end = bytes.hexadecimal(endRange), let offset = parts.offset.map({ bytes.hexadecimal($0) }) ?? 0
        else { return .other }
        mapping.start = start
        mapping.limit = end
        mapping.fileOffset = offset
        if let file = parts.file { mapping.file = strings.intern(bytes: line[file]) }
        if let buildID = parts.buildID { mapping.buildID = strings.intern(bytes: line[buildID]) }
        return .mapping(mapping)
    }

}
