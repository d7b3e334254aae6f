import Evidence
import Wire

/// Making one profile out of several sources and bases, as pprof does before every report.
///
/// Source: internal/driver/fetch.go, internal/measurement and profile/merge.go of google/pprof.
public enum ProfileCombination {
    /// The sources merged, and the bases subtracted from them.
    /// - Parameter symbolise: gives names to what has none, before frames are dropped by their names.
    /// - Throws: `usage` when the profiles have no common type of values.
    public static func combine(
        sources: [Profile], bases: [Profile] = [], options: PprofOptions,
        symbolise: (inout Profile) throws -> Void = { _ in }
    ) throws -> Profile {
        var profile = try merge(sources.map { $0.located(options) })
        if !bases.isEmpty {
            var base = try merge(bases.map { $0.located(options) })
            if options.isDiffBase { base.mark(Profile.baseKey, "true") }
            if options.normalize { try profile.normalize(to: base) }
            base.scale(by: Array(repeating: -1, count: base.sampleTypes.count))
            profile = try merge([profile, base])
        }
        try symbolise(&profile)
        if options.allFrames {
            profile.dropFrames = .empty
            profile.keepFrames = .empty
        }
        try profile.removeUninteresting()
        if !options.comment.isEmpty { profile.comments.append(profile.strings.intern(options.comment)) }
        return profile
    }

    /// Profiles merged after their values are brought to common types and units.
    public static func merge(_ profiles: [Profile]) throws -> Profile {
        guard let first = profiles.first else { throw InputError(.usage, "there is no profile to read") }
        let common = first.typeNames.filter { type in profiles.allSatisfy { $0.typeNames.contains(type) } }
        guard !common.isEmpty else {
            throw InputError(
                .usage,
                "the profiles have no common type of values: "
                    + profiles.map { $0.typeNames.joined(separator: "/") }.joined(separator: ", "))
        }
        var prepared = profiles
        for at in prepared.indices { try prepared[at].keepTypes(common) }
        try scaleToFinestUnits(&prepared)
        return prepared.count == 1 ? prepared[0] : try ProfileMerger.merge(prepared)
    }

    private static func scaleToFinestUnits(_ profiles: inout [Profile]) throws {
        guard profiles.count > 1 else { return }
        let period = try finest(profiles.map { $0.named($0.periodType) })
        var types: [(type: String, unit: String)] = []
        for at in profiles[0].sampleTypes.indices {
            types.append(try finest(profiles.map { $0.named($0.sampleTypes[at]) }))
        }
        for at in profiles.indices {
            let unit = profiles[at].named(profiles[at].periodType).unit
            profiles[at].period = Int64(
                asGo: Measurement.scale(profiles[at].period, unit, period.unit).value)
            profiles[at].periodType.unit = profiles[at].strings.intern(period.unit)
            var ratios: [Double] = []
            for (column, type) in types.enumerated() {
                let unit = profiles[at].named(profiles[at].sampleTypes[column]).unit
                ratios.append(Measurement.scale(1, unit, type.unit).value)
                profiles[at].sampleTypes[column].unit = profiles[at].strings.intern(type.unit)
            }
            profiles[at].scale(by: ratios)
        }
    }

    private static func finest(_ types: [(type: String, unit: String)]) throws -> (type: String, unit: String) {
        func stem(_ type: String) -> Substring { type.hasSuffix("s") ? type.dropLast() : type[...] }
        var result = types[0]
        for type in types.dropFirst() {
            guard stem(type.type) == stem(result.type), Measurement.areCompatible(type.unit, result.unit) else {
                throw InputError(
                    .usage,
                    "the profiles measure different things: \(result.type) in \(result.unit) and "
                        + "\(type.type) in \(type.unit)")
            }
            if Measurement.scale(1, type.unit, result.unit).value < 1 { result = type }
        }
        return result
    }
}

extension Profile {
    var typeNames: [String] { sampleTypes.map { strings[$0.type] } }

    public func named(_ type: ValueType) -> (type: String, unit: String) { (strings[type.type], strings[type.unit]) }

    /// The profile with a mapping for the program that a user named.
    public func located(_ options: PprofOptions) -> Profile {
        var result = withMapping
        if !options.executable.isEmpty { result.mappings[0].file = result.strings.intern(options.executable) }
        if !options.buildID.isEmpty, result.mappings[0].buildID == .empty {
            result.mappings[0].buildID = result.strings.intern(options.buildID)
        }
        return result
    }

    /// The profile with a mapping: without any, one of which nothing is known stands for the program.
    public var withMapping: Profile {
        guard mappings.isEmpty else { return self }
        var result = self
        var mapping = ProfileMapping()
        mapping.id = 1
        result.mappings = [mapping]
        for at in 0..<locations.count { result.locations.mappings[at] = 0 }
        return result
    }

    /// Keeps the columns of some types, in their order.
    mutating func keepTypes(_ types: [String]) throws {
        let names = typeNames
        let columns = types.compactMap { names.firstIndex(of: $0) }
        guard columns != Array(sampleTypes.indices) else { return }
        if !types.contains(strings[defaultSampleType]) { defaultSampleType = strings.intern(types[0]) }
        sampleTypes = columns.map { sampleTypes[$0] }
        let old = samples.values
        let width = samples.typeCount
        samples.values = []
        samples.values.reserveCapacity(samples.count * columns.count)
        for sample in 0..<samples.count {
            for column in columns { samples.values.append(old[sample * width + column]) }
        }
        samples.typeCount = columns.count
    }

    /// Multiplies each column, rounding half away from zero, and drops samples that become all zero.
    mutating func scale(by ratios: [Double]) {
        if ratios.allSatisfy({ $0 == 1 }) { return }
        let width = samples.typeCount
        var isKept = [Bool](repeating: false, count: samples.count)
        for sample in 0..<samples.count {
            for column in 0..<width where ratios[column] != 1 {
                let value = Double(samples.values[sample * width + column]) * ratios[column]
                let rounded = Int64(asGo: value.rounded(.toNearestOrAwayFromZero))
                samples.values[sample * width + column] = rounded
                // As in pprof, columns that stay as they are do not save a sample.
                if rounded != 0 { isKept[sample] = true }
            }
        }
        samples.filter { isKept[$0] }
    }

    /// Multiplies each column so that its sum is that of the base.
    mutating func normalize(to base: Profile) throws {
        func names(_ profile: Profile) -> [String] {
            (profile.sampleTypes + [profile.periodType]).map {
                "\(profile.strings[$0.type])/\(profile.strings[$0.unit])"
            }
        }
        guard names(self) == names(base) else {
            throw InputError(.usage, "profiles of different kinds cannot be normalised to each other")
        }
        scale(
            by: zip(sums, base.sums).map { mine, base in mine == 0 ? 0 : Double(base) / Double(mine) })
    }

    /// The sum of each column.
    var sums: [Int64] {
        var result = [Int64](repeating: 0, count: samples.typeCount)
        for (at, value) in samples.values.enumerated() { result[at % samples.typeCount] &+= value }
        return result
    }

    /// Gives every sample a label, in place of others of its key.
    mutating func mark(_ key: String, _ value: String) {
        let key = strings.intern(key)
        let value = strings.intern(value)
        replaceLabelSets { labels in
            labels.filter { $0.isNumeric || $0.key != key } + [ProfileLabel(key: key, string: value)]
        }
    }

    /// Replaces each set of labels.
    mutating func replaceLabelSets(_ body: (ArraySlice<ProfileLabel>) -> [ProfileLabel]) {
        var new = LabelSets()
        let numbers = (0..<labelSets.count).map { new.intern(body(labelSets[UInt32($0)]), strings) }
        for at in samples.labelSets.indices { samples.labelSets[at] = numbers[Int(samples.labelSets[at])] }
        labelSets = new
    }
}
