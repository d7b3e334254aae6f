import Evidence
import GoProfile

/// `raw`: all of a profile as text.
///
/// Source of the form: `Profile.String` in profile/profile.go of google/pprof.
public enum RawText {
    public static func write(_ profile: Profile, _ time: TimeZoneClock, _ output: inout ByteReport) {
        writeHeader(profile, time, &output)
        let labels = (0..<profile.labelSets.count).map { labelLines(UInt32($0), profile) }
        for sample in 0..<profile.samples.count { write(sample, profile, labels, &output) }
        output.line("Locations")
        for location in 0..<profile.locations.count { write(location: location, profile, &output) }
        output.line("Mappings")
        for mapping in profile.mappings { write(mapping, profile, &output) }
    }

    private static func writeHeader(_ profile: Profile, _ time: TimeZoneClock, _ output: inout ByteReport) {
        func line(_ lead: String, _ text: StringID) {
            output.add(lead)
            output.add(profile.strings.bytes(text))
            output.endLine()
        }
        for comment in profile.comments { line("Comment: ", comment) }
        if profile.documentationURL != .empty { line("Doc: ", profile.documentationURL) }
        output.add("PeriodType: ")
        output.add(profile.strings.bytes(profile.periodType.type))
        output.add(" ")
        output.add(profile.strings.bytes(profile.periodType.unit))
        output.endLine()
        output.line("Period: \(profile.period)")
        if profile.timeNanoseconds != 0 { output.line("Time: \(time.long(profile.timeNanoseconds))") }
        if profile.durationNanoseconds != 0 {
            // Four characters, since Go takes the precision of `%.4v` as a length of text.
            output.line("Duration: \(GoDuration.text(profile.durationNanoseconds).prefix(4))")
        }
        output.line("Samples:")
        let types = profile.sampleTypes.map { type in
            "\(profile.text(type.type))/\(profile.text(type.unit))"
                + (type.type == profile.defaultSampleType ? "[dflt]" : "")
        }
        output.line(types.joined(separator: " ").trimmed)
    }

    private static func write(
        _ sample: Int, _ profile: Profile, _ labels: [[UInt8]], _ output: inout ByteReport
    ) {
        for type in 0..<profile.samples.typeCount {
            output.add(" ")
            output.add(ByteReport.padded(String(profile.samples.value(sample, type)), 10))
        }
        output.add(": ")
        for location in profile.samples.stack(sample) { output.add("\(profile.locations.ids[Int(location)]) ") }
        output.endLine()
        output.add(labels[Int(profile.samples.labelSets[sample])])
    }

    private static func write(location: Int, _ profile: Profile, _ output: inout ByteReport) {
        let locations = profile.locations
        output.add(ByteReport.padded(String(locations.ids[location]), 6))
        output.add(": 0x\(String(locations.addresses[location], radix: 16)) ")
        if locations.mappings[location] != ProfileLocations.none {
            output.add("M=\(profile.mappings[Int(locations.mappings[location])].id) ")
        }
        if locations.isFolded[location] { output.add("[F] ") }
        let lines = locations.lines(location)
        if lines.isEmpty { output.endLine() }
        for (number, line) in lines.enumerated() {
            if number > 0 { output.add("             ") }
            if line.function == ProfileLocations.none {
                output.line("??")
                continue
            }
            let function = Int(line.function)
            output.add(profile.strings.bytes(profile.functions.names[function]))
            output.add(" ")
            output.add(profile.strings.bytes(profile.functions.files[function]))
            output.add(":\(line.line):\(line.column) s=\(profile.functions.startLines[function])")
            if profile.functions.names[function] != profile.functions.systemNames[function] {
                output.add("(")
                output.add(profile.strings.bytes(profile.functions.systemNames[function]))
                output.add(")")
            }
            output.endLine()
        }
    }

    private static func write(_ mapping: ProfileMapping, _ profile: Profile, _ output: inout ByteReport) {
        func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
        output.add("\(mapping.id): \(hex(mapping.start))/\(hex(mapping.limit))/\(hex(mapping.fileOffset)) ")
        output.add(profile.strings.bytes(mapping.file))
        output.add(" ")
        output.add(profile.strings.bytes(mapping.buildID))
        output.add(" ")
        if mapping.hasFunctions { output.add("[FN]") }
        if mapping.hasFileNames { output.add("[FL]") }
        if mapping.hasLineNumbers { output.add("[LN]") }
        if mapping.hasInlineFrames { output.add("[IN]") }
        output.endLine()
    }

    /// A line of texts and a line of numbers.
    private static func labelLines(_ set: UInt32, _ profile: Profile) -> [UInt8] {
        let lead = Array("                ".utf8)
        var result: [UInt8] = []
        for isNumeric in [false, true] {
            let labels = profile.labelSets[set].filter { $0.isNumeric == isNumeric }
            if labels.isEmpty { continue }
            var keys: [StringID] = []
            for label in labels where !keys.contains(label.key) { keys.append(label.key) }
            let parts = keys.map { key -> [UInt8] in
                let values = labels.filter { $0.key == key }.map { label -> [UInt8] in
                    guard label.isNumeric else { return Array(profile.strings.bytes(label.string)) }
                    let number = Array(String(label.number).utf8)
                    guard let unit = label.unit else { return number }
                    return number + [UInt8(ascii: " ")] + profile.strings.bytes(unit)
                }
                return profile.strings.bytes(key) + Array(":[".utf8) + values.joined(separator: [UInt8(ascii: " ")])
                    + [UInt8(ascii: "]")]
            }.sorted { $0.lexicographicallyPrecedes($1) }
            result += lead + parts.joined(separator: [UInt8(ascii: " ")]) + [UInt8(ascii: "\n")]
        }
        return result
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

/// Durations as Go's `time.Duration` prints them.
enum GoDuration {
    /// Of nanoseconds: `1m0.5s`, `250ms`.
    static func text(_ nanoseconds: Int64) -> String {
        if nanoseconds == 0 { return "0s" }
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        if magnitude < 1_000 { return "\(sign)\(magnitude)ns" }
        if magnitude < 1_000_000 { return sign + fraction(magnitude, 1_000) + "µs" }
        if magnitude < 1_000_000_000 { return sign + fraction(magnitude, 1_000_000) + "ms" }
        let seconds = magnitude / 1_000_000_000
        let rest = fraction(seconds % 60 * 1_000_000_000 + magnitude % 1_000_000_000, 1_000_000_000) + "s"
        if seconds < 60 { return sign + rest }
        let minutes = seconds / 60
        if minutes < 60 { return "\(sign)\(minutes)m\(rest)" }
        return "\(sign)\(minutes / 60)h\(minutes % 60)m\(rest)"
    }

    private static func fraction(_ value: UInt64, _ unit: UInt64) -> String {
        let rest = value % unit
        if rest == 0 { return String(value / unit) }
        var digits = String(rest + unit).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(value / unit).\(digits)"
    }
}
