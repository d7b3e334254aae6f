import GoProfile

/// A profile as lines of text that do not depend on numbers of strings and label sets: equal profiles have equal ones.
struct ModelText {
    let profile: Profile
    /// Says nothing about functions, files and lines.
    var hidesSymbols = false

    init(_ profile: Profile, hidesSymbols: Bool = false) {
        self.profile = profile
        self.hidesSymbols = hidesSymbols
    }

    var lines: [String] { header + mappings + locations + samples }

    private func type(_ type: ValueType) -> String { "\(profile.text(type.type))/\(profile.text(type.unit))" }

    private var header: [String] {
        [
            "types " + profile.sampleTypes.map(type).joined(separator: " "),
            "period \(type(profile.periodType)) \(profile.period)",
            "time \(profile.timeNanoseconds) \(profile.durationNanoseconds)",
            "drop \(profile.text(profile.dropFrames))", "keep \(profile.text(profile.keepFrames))",
            "comments \(profile.comments.map { profile.text($0) })",
        ]
    }

    private var mappings: [String] {
        profile.mappings.map { mapping in
            "mapping \(mapping.id) \(mapping.start) \(mapping.limit) \(mapping.fileOffset) "
                + "\(profile.text(mapping.file)) \(profile.text(mapping.buildID))"
        }
    }

    private var locations: [String] {
        (0..<profile.locations.count).map { location in
            let mapping = profile.locations.mappings[location]
            let symbols = profile.locations.lines(location).map { line in
                let function = Int(line.function)
                return " \(profile.text(profile.functions.names[function]))"
                    + ",\(profile.text(profile.functions.systemNames[function]))"
                    + ",\(profile.text(profile.functions.files[function])):\(line.line)"
            }
            return "location \(profile.locations.ids[location]) \(profile.locations.addresses[location]) "
                + (mapping == ProfileLocations.none ? "-" : "\(profile.mappings[Int(mapping)].id)")
                + (hidesSymbols ? "" : symbols.joined())
        }
    }

    private var samples: [String] {
        (0..<profile.samples.count).map { sample in
            let stack = profile.samples.stack(sample).map { "\(profile.locations.ids[Int($0)])" }
            let values = (0..<profile.samples.typeCount).map { "\(profile.samples.value(sample, $0))" }
            return "sample \(values.joined(separator: " ")) @ \(stack.joined(separator: " "))" + labels(sample)
        }
    }

    /// Without numbers that profile.proto cannot hold: 0 without a unit.
    private func labels(_ sample: Int) -> String {
        profile.labelSets[profile.samples.labelSets[sample]].filter { !$0.isNumeric || $0.number != 0 }.map { label in
            " \(profile.text(label.key))="
                + (label.isNumeric
                    ? "\(label.number)\(label.unit.map { profile.text($0) } ?? "")" : profile.text(label.string))
        }.joined()
    }
}
