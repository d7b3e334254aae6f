import Evidence
import Wire

/// Writes a profile that counts stacks, such as one of goroutines, as `debug=1` does.
///
/// Source of the form: `printCountProfile` in runtime/pprof/pprof.go. Frames of the runtime, which that leaves out at
/// the leaf, are written as well: they tell what a goroutine waits for.
public enum CountedStacksText {
    /// Profiles whose samples are goroutines.
    public static let goroutineTypes: Set<String> = ["goroutine", "goroutineleak"]

    /// The kind of goroutines that a profile is of; nil for other profiles.
    public static func goroutineType(_ profile: Profile) -> String? {
        guard profile.sampleTypes.count == 1 else { return nil }
        let type = profile.text(profile.sampleTypes[0].type)
        return goroutineTypes.contains(type) ? type : nil
    }

    public static func write(_ profile: Profile, type: String) -> [UInt8] {
        var total: Int64 = 0
        for sample in 0..<profile.samples.count { total &+= max(0, profile.samples.value(sample, 0)) }
        var text = Array("\(type) profile: total \(total)\n".utf8)
        for sample in 0..<profile.samples.count where profile.samples.value(sample, 0) > 0 {
            let stack = Array(profile.samples.stack(sample))
            text += "\(profile.samples.value(sample, 0)) @".utf8
            for location in stack { text += " 0x\(String(profile.locations.addresses[Int(location)], radix: 16))".utf8 }
            text.append(UInt8(ascii: "\n"))
            writeLabels(profile, profile.samples.labelSets[sample], &text)
            for location in stack { writeFrames(profile, Int(location), &text) }
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    private static func writeLabels(_ profile: Profile, _ set: UInt32, _ text: inout [UInt8]) {
        let labels = profile.labelSets[set].filter { !$0.isNumeric }
        if labels.isEmpty { return }
        let pairs = labels.map { "\(quoted(profile.text($0.key))):\(quoted(profile.text($0.string)))" }
        text += "# labels: {\(pairs.joined(separator: ", "))}\n".utf8
    }

    private static func writeFrames(_ profile: Profile, _ location: Int, _ text: inout [UInt8]) {
        let address = String(profile.locations.addresses[location], radix: 16)
        let lines = profile.locations.lines(location)
        if lines.isEmpty { text += "#\t0x\(address)\n".utf8 }
        for line in lines where line.function != ProfileLocations.none {
            let function = Int(line.function)
            text += "#\t0x\(address)\t".utf8
            text += printable(profile.strings.bytes(profile.functions.names[function]))
            text += "+0x0\t".utf8
            text += printable(profile.strings.bytes(profile.functions.files[function]))
            text += ":\(line.line)\n".utf8
        }
    }

    /// A name must not end its line or its column.
    private static func printable(_ name: ArraySlice<UInt8>) -> [UInt8] {
        name.map { $0 < 0x20 ? UInt8(ascii: "?") : $0 }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
