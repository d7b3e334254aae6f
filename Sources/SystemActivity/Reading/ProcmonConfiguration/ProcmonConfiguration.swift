import Wire

/// A configuration of Process Monitor (PMC): records with a name and a value, in the order of the file.
///
/// A record: u32 size of all, u32 0x10, u32 0x10 and the bytes of the name, u32 bytes of the value; name in UTF-16 with
/// a NUL, value. Source: procmon-parser's description, from which nothing but the layout is taken.
public struct ProcmonConfiguration: Sendable, Equatable {
    /// What a record says.
    public enum Value: Sendable, Equatable {
        /// Widths of columns.
        case widths([UInt16])
        /// Numbers of columns, 0 for none, in the order in which they are shown.
        case columns([UInt32])
        case number(UInt32)
        /// Whether a NUL follows the text in the file.
        case text(String, isTerminated: Bool)
        case font(Font)
        case rules([StoredRule])
        /// Records of other names.
        case bytes([UInt8])
    }

    /// A rule as it stands in the file, also for columns and relations that are not known.
    public struct StoredRule: Sendable, Equatable {
        public var column: UInt32
        public var relation: UInt32
        public var isInclude: Bool
        /// UTF-16 with its NUL.
        var text: [UInt8]
        /// The value as a number: digits, or the bits of an architecture.
        var number: UInt32
        var reserved: UInt32 = 0

        public init(_ rule: ProcmonRule) {
            column = rule.column.code
            relation = rule.relation.rawValue
            isInclude = rule.isInclude
            text = []
            if !rule.value.isEmpty {
                text.append(utf16: rule.value)
                text += [0, 0]
            }
            if !rule.value.isEmpty, rule.value.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) {
                number = UInt32(truncatingIfNeeded: UInt64(rule.value) ?? 0)
            } else {
                number = rule.column == .architecture ? (rule.value.contains("32") ? 32 : 64) : 0
            }
        }

        init(column: UInt32, relation: UInt32, isInclude: Bool, text: [UInt8], number: UInt32, reserved: UInt32) {
            self.column = column
            self.relation = relation
            self.isInclude = isInclude
            self.text = text
            self.number = number
            self.reserved = reserved
        }

        public var value: String {
            var utf8: [UInt8] = []
            utf8.append(utf16: Bytes(text), from: 0, units: text.count / 2)
            return String(decoding: utf8, as: UTF8.self)
        }

        /// Nil when the column or the relation is not known.
        public var rule: ProcmonRule? {
            guard let column = ProcmonColumn(code: column), let relation = ProcmonRule.Relation(rawValue: relation)
            else { return nil }
            return ProcmonRule(column, relation, value, isInclude: isInclude)
        }
    }

    /// LOGFONTW, 92 bytes.
    public struct Font: Sendable, Equatable {
        /// Height, width, escapement, orientation, weight.
        public var numbers: [UInt32]
        /// Italic, underline, strike-out, character set, output precision, clipping, quality, pitch and family.
        public var flags: [UInt8]
        public var name: String
        /// What stands behind the name's NUL.
        var rest: [UInt8] = []
    }

    public var records: [(name: String, value: Value)]

    public init(records: [(name: String, value: Value)] = []) { self.records = records }

    public static func == (a: Self, b: Self) -> Bool {
        a.records.count == b.records.count
            && zip(a.records, b.records).allSatisfy { $0.name == $1.name && $0.value == $1.value }
    }

    /// The value of a name; nil when there is none.
    public subscript(_ name: String) -> Value? { records.first { $0.name == name }?.value }

    /// The rules that hide and show events.
    /// - Throws: `unsupported` when one has a column or a relation that is not known: without it others would be shown.
    public func filter() throws(InputError) -> [ProcmonRule] {
        guard let value = self["FilterRules"] else { return [] }
        guard case .rules(let stored) = value else {
            throw InputError(.malformed, "the filter of the configuration is damaged: save it again")
        }
        var rules: [ProcmonRule] = []
        for entry in stored {
            guard let rule = entry.rule else {
                throw InputError(
                    .unsupported,
                    "the filter has a rule for column \(entry.column) with relation \(entry.relation), "
                        + "which sonde does not know: remove it")
            }
            rules.append(rule)
        }
        return rules
    }

    /// The columns that are shown, in their order.
    public var shownColumns: [ProcmonColumn] {
        guard case .columns(let codes) = self["ColumnMap"] else { return [] }
        return codes.compactMap { ProcmonColumn(code: $0) }
    }

    /// - Throws: `notRecognised` when the first record is none; `truncated` or `malformed` with the offset.
    public init(_ bytes: Bytes) throws(InputError) {
        records = []
        var offset = 0
        while offset < bytes.count {
            guard let size: UInt32 = bytes.load(offset), let head: UInt32 = bytes.load(offset + 4),
                let nameEnd: UInt32 = bytes.load(offset + 8), let valueSize: UInt32 = bytes.load(offset + 12)
            else {
                throw InputError(
                    .truncated, "the configuration ends within the head of a record: save it again",
                    offset: UInt64(offset))
            }
            guard head == 0x10, nameEnd >= 0x10, UInt64(size) == UInt64(nameEnd) + UInt64(valueSize) else {
                throw InputError(
                    records.isEmpty ? .notRecognised : .malformed,
                    records.isEmpty
                        ? "is no configuration of Process Monitor: export one with File, Export Configuration"
                        : "the sizes of a record of the configuration contradict each other", offset: UInt64(offset))
            }
            guard Int(size) <= bytes.count - offset else {
                throw InputError(
                    .truncated, "a record of the configuration ends behind the end of the file: save it again",
                    offset: UInt64(offset))
            }
            var name: [UInt8] = []
            name.append(utf16: bytes, from: offset + 0x10, units: (Int(nameEnd) - 0x10) / 2)
            let value = bytes.slice(offset + Int(nameEnd), Int(valueSize)) ?? Bytes()
            let text = String(decoding: name, as: UTF8.self)
            records.append((text, ProcmonConfigurationCoding.decode(text, value)))
            offset += Int(size)
        }
    }

    /// The file.
    public var encoded: [UInt8] {
        var file: [UInt8] = []
        for (name, value) in records {
            var title: [UInt8] = []
            if !name.isEmpty {
                title.append(utf16: name)
                title += [0, 0]
            }
            let data = ProcmonConfigurationCoding.encode(value)
            file.append(little: UInt32(clamping: 0x10 + title.count + data.count))
            file.append(little: 0x10)
            file.append(little: UInt32(clamping: 0x10 + title.count))
            file.append(little: UInt32(clamping: data.count))
            file += title + data
        }
        return file
    }
}

/// Values of records, each form by the record's name.
enum ProcmonConfigurationCoding {
    private static let numbers: Set<String> = [
        "ColumnCount", "HighlightFG", "HighlightBG", "AdvancedMode", "Autoscroll", "HistoryDepth", "Profiling",
        "DestructiveFilter", "AlwaysOnTop", "ResolveAddresses", "FlightRecorder", "RingBufferSize", "RingBufferMin",
    ]
    private static let texts: Set<String> = ["DbgHelpPath", "Logfile", "SourcePath", "SymbolPath"]
    /// The second is spelled as Process Monitor does.
    private static let fonts: Set<String> = ["LogFont", "BoookmarkFont"]
    private static let ruleSets: Set<String> = ["FilterRules", "HighlightRules"]
    private static let fontSize = 92

    static func decode(_ name: String, _ value: Bytes) -> ProcmonConfiguration.Value {
        if numbers.contains(name), value.count == 4 { return .number(value.checkedLoad(0)) }
        if texts.contains(name), let text = text(value) { return text }
        if fonts.contains(name), value.count == fontSize { return .font(font(value)) }
        if ruleSets.contains(name), let rules = rules(value) { return .rules(rules) }
        if name == "Columns", value.count % 2 == 0 {
            return .widths((0..<value.count / 2).map { value.checkedLoad($0 * 2) })
        }
        if name == "ColumnMap", value.count % 4 == 0 {
            return .columns((0..<value.count / 4).map { value.checkedLoad($0 * 4) })
        }
        return .bytes(value.array)
    }

    /// Nil when the text would not be written again as it is.
    private static func text(_ value: Bytes) -> ProcmonConfiguration.Value? {
        var text: [UInt8] = []
        let end = text.append(utf16: value, from: 0, units: value.count / 2)
        let isTerminated = end >= 2 && value.load(end - 2, as: UInt16.self) == 0
        let decoded = ProcmonConfiguration.Value.text(String(decoding: text, as: UTF8.self), isTerminated: isTerminated)
        return encode(decoded) == value.array ? decoded : nil
    }

    private static func font(_ value: Bytes) -> ProcmonConfiguration.Font {
        var name: [UInt8] = []
        let end = name.append(utf16: value, from: 28, units: 32)
        var font = ProcmonConfiguration.Font(
            numbers: (0..<5).map { value.checkedLoad($0 * 4) }, flags: (20..<28).map { value[$0] },
            name: String(decoding: name, as: UTF8.self))
        font.rest = value.slice(end, fontSize - end)?.array ?? []
        return font
    }

    /// u8 1, u32 count; each u32 column, u32 relation, u8 whether it includes, u32 bytes of the value, UTF-16 with a
    /// NUL, u32 value as a number, u32 0. Nil when it is anything else.
    private static func rules(_ value: Bytes) -> [ProcmonConfiguration.StoredRule]? {
        guard value.load(0, as: UInt8.self) == 1, let count: UInt32 = value.load(1) else { return nil }
        var rules: [ProcmonConfiguration.StoredRule] = []
        var offset = 5
        for _ in 0..<count {
            guard let column: UInt32 = value.load(offset), let relation: UInt32 = value.load(offset + 4),
                let isInclude: UInt8 = value.load(offset + 8), isInclude <= 1,
                let size: UInt32 = value.load(offset + 9), let text = value.slice(offset + 13, Int(size)),
                let number: UInt32 = value.load(offset + 13 + Int(size)),
                let reserved: UInt32 = value.load(offset + 17 + Int(size))
            else { return nil }
            rules.append(
                ProcmonConfiguration.StoredRule(
                    column: column, relation: relation, isInclude: isInclude == 1, text: text.array, number: number,
                    reserved: reserved))
            offset += 21 + Int(size)
        }
        return offset == value.count ? rules : nil
    }

    static func encode(_ value: ProcmonConfiguration.Value) -> [UInt8] {
        var bytes: [UInt8] = []
        switch value {
        case .widths(let widths): for width in widths { bytes.append(little16: width) }
        case .columns(let columns): for column in columns { bytes.append(little: column) }
        case .number(let number): bytes.append(little: number)
        case .text(let text, let isTerminated):
            bytes.append(utf16: text)
            if isTerminated { bytes += [0, 0] }
        case .font(let font):
            for number in font.numbers { bytes.append(little: number) }
            bytes += font.flags
            bytes.append(utf16: font.name)
            let room = fontSize - bytes.count
            if font.rest.count < room { bytes += [0, 0] }
            bytes += font.rest.prefix(max(0, fontSize - bytes.count))
            bytes += repeatElement(0, count: max(0, fontSize - bytes.count))
        case .rules(let rules):
            bytes = [1]
            bytes.append(little: UInt32(clamping: rules.count))
            for rule in rules { append(rule, to: &bytes) }
        case .bytes(let raw): bytes = raw
        }
        return bytes
    }

    private static func append(_ rule: ProcmonConfiguration.StoredRule, to bytes: inout [UInt8]) {
        bytes.append(little: rule.column)
        bytes.append(little: rule.relation)
        bytes.append(rule.isInclude ? 1 : 0)
        bytes.append(little: UInt32(clamping: rule.text.count))
        bytes += rule.text
        bytes.append(little: rule.number)
        bytes.append(little: rule.reserved)
    }
}
