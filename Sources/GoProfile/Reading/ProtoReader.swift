import Evidence
import Wire

/// Reads profile.proto of google/pprof.
///
/// Go's runtime writes samples first and the texts that everything refers to last, so there are two passes: the first
/// reads all tables and notes where samples are, the second reads the samples.
struct ProtoReader {
    let bytes: Bytes
    var profile = Profile()
    /// Texts of the file's table, by their index in it.
    private var texts: [StringID] = []
    private var sampleCount = 0

    /// - Throws: `truncated`, `malformed` or `notRecognised`, with the offset in the uncompressed bytes.
    static func read(_ bytes: Bytes) throws(InputError) -> Profile {
        guard !bytes.isEmpty else { throw InputError(.truncated, "the profile is empty") }
        var reader = ProtoReader(bytes: bytes)
        try reader.readTables()
        try reader.resolve()
        var samples = SampleReader(bytes: bytes, profile: reader.profile, texts: reader.texts)
        try samples.read(count: reader.sampleCount)
        return samples.profile
    }

    private init(bytes: Bytes) { self.bytes = bytes }

    private mutating func readTables() throws(InputError) {
        var cursor = ProtoCursor(bytes, 0..<bytes.count)
        // Mappings and functions of locations and lines are ids until all tables are there.
        while let field = try cursor.next() {
            switch field.number {
            case 1: profile.sampleTypes.append(try valueType(try field.message("a sample type")))
            case 2:
                _ = try field.message("a sample")
                sampleCount += 1
            case 3: profile.mappings.append(try mapping(try field.message("a mapping")))
            case 4: try readLocation(try field.message("a location"))
            case 5: try readFunction(try field.message("a function"))
            case 6: try readText(try field.message("a text"), at: field.start)
            case 7: profile.dropFrames = Self.index(try field.number("drop_frames"))
            case 8: profile.keepFrames = Self.index(try field.number("keep_frames"))
            case 9:
                guard profile.timeNanoseconds == 0 else {
                    throw InputError(
                        .unsupported, "two profiles follow each other in one stream; split them, or compress each",
                        offset: UInt64(field.start))
                }
                profile.timeNanoseconds = try field.signed("time_nanos")
            case 10: profile.durationNanoseconds = try field.signed("duration_nanos")
            case 11: profile.periodType = try valueType(try field.message("period_type"))
            case 12: profile.period = try field.signed("period")
            case 13: try readComments(field)
            case 14: profile.defaultSampleType = Self.index(try field.number("default_sample_type"))
            case 15: profile.documentationURL = Self.index(try field.number("doc_url"))
            default: continue
            }
        }
    }

    /// The index of a text as a `StringID` until `resolve` knows the texts.
    private static func index(_ value: UInt64) -> StringID { StringID(rawValue: UInt32(clamping: value)) }

    private mutating func readText(_ range: Range<Int>, at offset: Int) throws(InputError) {
        if texts.isEmpty, !range.isEmpty {
            throw InputError(
                .malformed, "no profile of pprof: the first text of its table is not empty", offset: UInt64(offset))
        }
        texts.append(profile.strings.intern(bytes: bytes.slice(range.lowerBound, range.count)?.array[...] ?? []))
    }

    private mutating func readComments(_ field: ProtoField) throws(InputError) {
        guard let range = field.contents else {
            profile.comments.append(Self.index(field.value))
            return
        }
        var offset = range.lowerBound
        while offset < range.upperBound {
            guard let value = bytes.varint(&offset), offset <= range.upperBound else {
                throw InputError(.truncated, "a comment is cut off", offset: UInt64(range.lowerBound))
            }
            profile.comments.append(Self.index(value))
        }
    }

    private func valueType(_ range: Range<Int>) throws(InputError) -> ValueType {
        var result = ValueType()
        var cursor = ProtoCursor(bytes, range)
        while let field = try cursor.next() {
            switch field.number {
            case 1: result.type = Self.index(try field.number("a type"))
            case 2: result.unit = Self.index(try field.number("a unit"))
            default: continue
            }
        }
        return result
    }

    private func mapping(_ range: Range<Int>) throws(InputError) -> ProfileMapping {
        var result = ProfileMapping()
        var cursor = ProtoCursor(bytes, range)
        while let field = try cursor.next() {
            switch field.number {
            case 1: result.id = try field.number("a mapping's id")
            case 2: result.start = try field.number("memory_start")
            case 3: result.limit = try field.number("memory_limit")
            case 4: result.fileOffset = try field.number("file_offset")
            case 5: result.file = Self.index(try field.number("a mapping's file"))
            case 6: result.buildID = Self.index(try field.number("a build id"))
            case 7: result.hasFunctions = try field.number("has_functions") != 0
            case 8: result.hasFileNames = try field.number("has_filenames") != 0
            case 9: result.hasLineNumbers = try field.number("has_line_numbers") != 0
            case 10: result.hasInlineFrames = try field.number("has_inline_frames") != 0
            default: continue
            }
        }
        return result
    }

    private var lineFunctions: [UInt64] = []
    private var locationMappings: [UInt64] = []

    private mutating func readLocation(_ range: Range<Int>) throws(InputError) {
        var cursor = ProtoCursor(bytes, range)
        var id: UInt64 = 0
        var mapping: UInt64 = 0
        var address: UInt64 = 0
        var isFolded = false
        let firstLine = profile.locations.lines.count
        while let field = try cursor.next() {
            switch field.number {
            case 1: id = try field.number("a location's id")
            case 2: mapping = try field.number("a location's mapping")
            case 3: address = try field.number("an address")
            case 4: try readLine(try field.message("a line"))
            case 5: isFolded = try field.number("is_folded") != 0
            default: continue
            }
        }
        guard id != 0 else { throw Self.badID("locations", 0) }
        guard profile.locations.lines.count < Int(Int32.max) else {
            throw InputError(.tooLarge, "the profile has more than \(Int32.max) lines of code")
        }
        locationMappings.append(mapping)
        profile.locations.append(
            id: id, mapping: ProfileLocations.none, address: address, isFolded: isFolded, lines: EmptyCollection())
        profile.locations.lineStarts[profile.locations.count - 1] = UInt32(firstLine)
    }

    private mutating func readLine(_ range: Range<Int>) throws(InputError) {
        var cursor = ProtoCursor(bytes, range)
        var function: UInt64 = 0
        var line = ProfileLine(function: ProfileLocations.none)
        while let field = try cursor.next() {
            switch field.number {
            case 1: function = try field.number("a line's function")
            case 2: line.line = try field.signed("a line")
            case 3: line.column = try field.signed("a column")
            default: continue
            }
        }
        lineFunctions.append(function)
        profile.locations.lines.append(line)
    }

    private mutating func readFunction(_ range: Range<Int>) throws(InputError) {
        var cursor = ProtoCursor(bytes, range)
        var id: UInt64 = 0
        var name: UInt64 = 0
        var systemName: UInt64 = 0
        var file: UInt64 = 0
        var startLine: Int64 = 0
        while let field = try cursor.next() {
            switch field.number {
            case 1: id = try field.number("a function's id")
            case 2: name = try field.number("a function's name")
            case 3: systemName = try field.number("a function's system name")
            case 4: file = try field.number("a function's file")
            case 5: startLine = try field.signed("a function's line")
            default: continue
            }
        }
        guard id != 0 else { throw Self.badID("functions", 0) }
        profile.functions.append(
            id: id, name: Self.index(name), systemName: Self.index(systemName), file: Self.index(file),
            startLine: startLine)
    }
}

/// Texts and ids, once all tables are there.
extension ProtoReader {
    private mutating func resolve() throws(InputError) {
        let texts = texts
        for at in profile.sampleTypes.indices { try Self.resolve(&profile.sampleTypes[at], texts) }
        try Self.resolve(&profile.periodType, texts)
        for at in profile.comments.indices { try Self.resolve(&profile.comments[at], texts) }
        for at in profile.mappings.indices {
            try Self.resolve(&profile.mappings[at].file, texts)
            try Self.resolve(&profile.mappings[at].buildID, texts)
        }
        for at in 0..<profile.functions.count {
            try Self.resolve(&profile.functions.names[at], texts)
            try Self.resolve(&profile.functions.systemNames[at], texts)
            try Self.resolve(&profile.functions.files[at], texts)
        }
        try Self.resolve(&profile.dropFrames, texts)
        try Self.resolve(&profile.keepFrames, texts)
        try Self.resolve(&profile.defaultSampleType, texts)
        try Self.resolve(&profile.documentationURL, texts)
        try resolveCode()
    }

    private static func resolve(_ id: inout StringID, _ texts: [StringID]) throws(InputError) {
        let index = Int(id.rawValue)
        guard index < texts.count else {
            // A profile without any text has the empty one alone.
            if index == 0 { return }
            throw InputError(.malformed, "the profile is damaged: it refers to text \(index) of \(texts.count)")
        }
        id = texts[index]
    }

    private static func resolve(_ type: inout ValueType, _ texts: [StringID]) throws(InputError) {
        try resolve(&type.type, texts)
        try resolve(&type.unit, texts)
    }

    private mutating func resolveCode() throws(InputError) {
        var mappings = IdentityMap()
        var functions = IdentityMap()
        if let id = mappings.fill(profile.mappings.map(\.id)) { throw Self.badID("mappings", id) }
        if let id = functions.fill(profile.functions.ids) { throw Self.badID("functions", id) }
        let (locationMappings, lineFunctions) = (locationMappings, lineFunctions)
        for at in 0..<profile.locations.count where locationMappings[at] != 0 {
            // An id that no mapping has means no mapping, as pprof has it.
            profile.locations.mappings[at] = mappings.index(locationMappings[at]) ?? ProfileLocations.none
        }
        for at in profile.locations.lines.indices {
            guard let function = functions.index(lineFunctions[at]) else {
                throw InputError(
                    .malformed,
                    "the profile is damaged: a line refers to function \(lineFunctions[at]), which is not there")
            }
            profile.locations.lines[at].function = function
        }
    }

    static func badID(_ what: String, _ id: UInt64) -> InputError {
        InputError(
            .malformed,
            id == 0
                ? "the profile is damaged: one of its \(what) has the reserved id 0"
                : "the profile is damaged: two of its \(what) have the id \(id)")
    }
}
