import Evidence
import Wire

/// Writes profile.proto, field for field as google/pprof does.
public struct ProtoWriter {
    private let profile: Profile
    private var bytes: [UInt8] = []
    /// Number in the written table of each text, plus one; 0 for those not met yet.
    private var numbers: [UInt32]
    private var order: [StringID] = []
    private var message: [UInt8] = []
    private var part: [UInt8] = []

    /// The profile, compressed.
    public static func gzip(_ profile: Profile, level: Int32 = 6) throws -> [UInt8] {
        try Deflate.gzip(uncompressed(profile), level: level)
    }

    public static func uncompressed(_ profile: Profile) -> [UInt8] {
        var writer = ProtoWriter(profile)
        writer.write()
        return writer.bytes
    }

    private init(_ profile: Profile) {
        self.profile = profile
        numbers = Array(repeating: 0, count: profile.strings.count)
        _ = number(.empty)
    }

    private mutating func number(_ text: StringID) -> UInt64 {
        let at = Int(text.rawValue)
        if numbers[at] == 0 {
            order.append(text)
            numbers[at] = UInt32(order.count)
        }
        return UInt64(numbers[at] - 1)
    }

    private mutating func write() {
        for type in profile.sampleTypes {
            writeType(type)
            finishMessage(1)
        }
        let labels = (0..<profile.labelSets.count).map { encodedLabels(UInt32($0)) }
        for sample in 0..<profile.samples.count { writeSample(sample, labels) }
        for mapping in profile.mappings { writeMapping(mapping) }
        for location in 0..<profile.locations.count { writeLocation(location) }
        for function in 0..<profile.functions.count { writeFunction(function) }
        let dropFrames = number(profile.dropFrames)
        let keepFrames = number(profile.keepFrames)
        let period = profile.periodType
        _ = (number(period.type), number(period.unit))
        let comments = profile.comments.map { number($0) }
        let defaultType = number(profile.defaultSampleType)
        let url = number(profile.documentationURL)
        for text in order {
            bytes.appendVarint(6 << 3 | 2)
            bytes.appendVarint(UInt64(profile.strings.bytes(text).count))
            bytes.append(contentsOf: profile.strings.bytes(text))
        }
        Self.optional(7, dropFrames, &bytes)
        Self.optional(8, keepFrames, &bytes)
        Self.optional(9, UInt64(bitPattern: profile.timeNanoseconds), &bytes)
        Self.optional(10, UInt64(bitPattern: profile.durationNanoseconds), &bytes)
        if period.type != .empty || period.unit != .empty {
            writeType(period)
            finishMessage(11)
        }
        Self.optional(12, UInt64(bitPattern: profile.period), &bytes)
        Self.repeated(13, comments, &bytes)
        bytes.appendVarint(14 << 3)
        bytes.appendVarint(defaultType)
        Self.optional(15, url, &bytes)
    }

    private mutating func writeType(_ type: ValueType) {
        let (name, unit) = (number(type.type), number(type.unit))
        Self.optional(1, name, &message)
        Self.optional(2, unit, &message)
    }

    private mutating func finishMessage(_ field: UInt64) {
        bytes.appendVarint(field << 3 | 2)
        bytes.appendVarint(UInt64(message.count))
        bytes.append(contentsOf: message)
        message.removeAll(keepingCapacity: true)
    }

    private static func optional(_ field: UInt64, _ value: UInt64, _ bytes: inout [UInt8]) {
        if value == 0 { return }
        bytes.appendVarint(field << 3)
        bytes.appendVarint(value)
    }

    /// More than two numbers are packed.
    private static func repeated(_ field: UInt64, _ values: [UInt64], _ bytes: inout [UInt8]) {
        if values.count > 2 {
            var packed: [UInt8] = []
            for value in values { packed.appendVarint(value) }
            bytes.appendVarint(field << 3 | 2)
            bytes.appendVarint(UInt64(packed.count))
            bytes.append(contentsOf: packed)
        } else {
            for value in values {
                bytes.appendVarint(field << 3)
                bytes.appendVarint(value)
            }
        }
    }

    private mutating func writeSample(_ sample: Int, _ labels: [[UInt8]]) {
        part.removeAll(keepingCapacity: true)
        var count = 0
        for location in profile.samples.stack(sample) {
            part.appendVarint(profile.locations.ids[Int(location)])
            count += 1
        }
        if count > 2 {
            message.appendVarint(1 << 3 | 2)
            message.appendVarint(UInt64(part.count))
            message.append(contentsOf: part)
        } else {
            for location in profile.samples.stack(sample) {
                message.appendVarint(1 << 3)
                message.appendVarint(profile.locations.ids[Int(location)])
            }
        }
        let width = profile.samples.typeCount
        if width > 2 {
            part.removeAll(keepingCapacity: true)
            for type in 0..<width { part.appendVarint(UInt64(bitPattern: profile.samples.value(sample, type))) }
            message.appendVarint(2 << 3 | 2)
            message.appendVarint(UInt64(part.count))
            message.append(contentsOf: part)
        } else {
            for type in 0..<width {
                message.appendVarint(2 << 3)
                message.appendVarint(UInt64(bitPattern: profile.samples.value(sample, type)))
            }
        }
        message.append(contentsOf: labels[Int(profile.samples.labelSets[sample])])
        finishMessage(2)
    }

    private mutating func encodedLabels(_ set: UInt32) -> [UInt8] {
        var result: [UInt8] = []
        for label in profile.labelSets[set] {
            var one: [UInt8] = []
            Self.optional(1, number(label.key), &one)
            Self.optional(2, label.isNumeric ? 0 : number(label.string), &one)
            Self.optional(3, UInt64(bitPattern: label.number), &one)
            if let unit = label.unit { Self.optional(4, number(unit), &one) }
            result.appendVarint(3 << 3 | 2)
            result.appendVarint(UInt64(one.count))
            result += one
        }
        return result
    }

    private mutating func writeMapping(_ mapping: ProfileMapping) {
        Self.optional(1, mapping.id, &message)
        Self.optional(2, mapping.start, &message)
        Self.optional(3, mapping.limit, &message)
        Self.optional(4, mapping.fileOffset, &message)
        let (file, buildID) = (number(mapping.file), number(mapping.buildID))
        Self.optional(5, file, &message)
        Self.optional(6, buildID, &message)
        Self.optional(7, mapping.hasFunctions ? 1 : 0, &message)
        Self.optional(8, mapping.hasFileNames ? 1 : 0, &message)
        Self.optional(9, mapping.hasLineNumbers ? 1 : 0, &message)
        Self.optional(10, mapping.hasInlineFrames ? 1 : 0, &message)
        finishMessage(3)
    }

    private mutating func writeLocation(_ location: Int) {
        let locations = profile.locations
        Self.optional(1, locations.ids[location], &message)
        let mapping = locations.mappings[location]
        if mapping != ProfileLocations.none { Self.optional(2, profile.mappings[Int(mapping)].id, &message) }
        Self.optional(3, locations.addresses[location], &message)
        for line in locations.lines(location) {
            part.removeAll(keepingCapacity: true)
            if line.function != ProfileLocations.none {
                Self.optional(1, profile.functions.ids[Int(line.function)], &part)
            }
            Self.optional(2, UInt64(bitPattern: line.line), &part)
            Self.optional(3, UInt64(bitPattern: line.column), &part)
            message.appendVarint(4 << 3 | 2)
            message.appendVarint(UInt64(part.count))
            message.append(contentsOf: part)
        }
        Self.optional(5, locations.isFolded[location] ? 1 : 0, &message)
        finishMessage(4)
    }

    private mutating func writeFunction(_ function: Int) {
        let functions = profile.functions
        Self.optional(1, functions.ids[function], &message)
        let name = number(functions.names[function])
        let systemName = number(functions.systemNames[function])
        let file = number(functions.files[function])
        Self.optional(2, name, &message)
        Self.optional(3, systemName, &message)
        Self.optional(4, file, &message)
        Self.optional(5, UInt64(bitPattern: functions.startLines[function]), &message)
        finishMessage(5)
    }
}
