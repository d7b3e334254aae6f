import Evidence
import Wire

/// A profile made ready for one report: filtered, aggregated, with the total that percentages refer to.
///
/// Source of the order of work: internal/driver/driver.go of google/pprof. Percentages refer to everything before the
/// filters, unless relative ones are asked for.
public struct PprofReport: Sendable {
    public private(set) var profile: Profile
    public let kind: PprofReportKind
    public let options: PprofOptions
    /// Column of values that the report shows.
    public let column: Int
    /// Type of the shown values, and their unit.
    public let sampleType: String
    public let sampleUnit: String
    /// Sum of the absolute values; of the base's in a comparison.
    public private(set) var total: Int64 = 0
    /// Unit of the numeric labels of a key.
    public let labelUnits: [StringID: String]
    /// `name=expression` of each filter.
    public let activeFilters: [String]
    /// What to tell the user beside the report.
    public private(set) var remarks: [String] = []

    /// - Throws: `usage` when an option makes no sense for this profile.
    public init(_ profile: Profile, kind: PprofReportKind, options: PprofOptions) throws {
        self.kind = kind
        self.options = kind.overriding(options)
        self.profile = profile
        guard options.divideBy != 0 else { throw InputError(.usage, "-divide_by must not be 0") }
        let (units, ignored) = profile.numericLabelUnits()
        labelUnits = units
        for (key, others) in ignored {
            remarks.append(
                "For tag \(profile.text(key)) used unit \(units[key] ?? ""), also encountered unit(s) "
                    + others.joined(separator: ", "))
        }
        column = try profile.sampleIndex(options.sampleIndex)
        let type = profile.named(profile.sampleTypes[column])
        sampleType = (options.mean ? "mean_" : "") + type.type
        sampleUnit = type.unit
        activeFilters = [
            ("focus", options.focus), ("ignore", options.ignore), ("hide", options.hide), ("show", options.show),
            ("show_from", options.showFrom), ("tagfocus", options.tagFocus), ("tagignore", options.tagIgnore),
            ("tagshow", options.tagShow), ("taghide", options.tagHide),
        ].filter { !$0.1.isEmpty }.map { "\($0)=\($1)" }
        try prepare()
    }

    private mutating func prepare() throws {
        addLabelFrames()
        if options.relativePercentages { try applyFilters() }
        computeTotal()
        if !options.relativePercentages { try applyFilters() }
        profile.aggregate(options)
    }

    private mutating func addLabelFrames() {
        func keys(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }
        let found = profile.addLabelFrames(
            roots: keys(options.tagRoot), leaves: keys(options.tagLeaf), unit: options.unit)
        warn(options.tagRoot.isEmpty || found.roots, "TagRoot")
        warn(options.tagLeaf.isEmpty || found.leaves, "TagLeaf")
    }

    private mutating func warn(_ isMatch: Bool, _ option: String) {
        if !isMatch { remarks.append(option + " expression matched no samples") }
    }

    private mutating func applyFilters() throws {
        let focus = try RegularExpression.option("focus", options.focus)
        let ignore = try RegularExpression.option("ignore", options.ignore)
        let hide = try RegularExpression.option("hide", options.hide)
        let show = try RegularExpression.option("show", options.show)
        let showFrom = try RegularExpression.option("show_from", options.showFrom)
        let pruneFrom = try RegularExpression.option("prune_from", options.pruneFrom)
        let found = profile.filterSamples(focus: focus, ignore: ignore, hide: hide, show: show)
        warn(focus == nil || found.focus, "Focus")
        warn(ignore == nil || found.ignore, "Ignore")
        warn(hide == nil || found.hide, "Hide")
        warn(show == nil || found.show, "Show")
        if let showFrom { warn(profile.showFrom(showFrom), "ShowFrom") }
        try applyTagFilters()
        if let pruneFrom { profile.pruneFrom(pruneFrom) }
    }

    private mutating func applyTagFilters() throws {
        let focus = options.tagFocus.isEmpty ? nil : try TagFilter(option: "tagfocus", options.tagFocus)
        let ignore = options.tagIgnore.isEmpty ? nil : try TagFilter(option: "tagignore", options.tagIgnore)
        remarks += [focus, ignore].compactMap { $0?.remark }
        if focus != nil || ignore != nil {
            var isKept: [Bool] = []
            var found = (focus: false, ignore: false)
            for set in 0..<profile.labelSets.count {
                let labels = profile.labelSets[UInt32(set)]
                let isFocused = focus?.matches(labels, profile.strings, labelUnits) ?? true
                let isIgnored = ignore?.matches(labels, profile.strings, labelUnits) ?? false
                if isFocused { found.focus = true }
                if isIgnored { found.ignore = true }
                isKept.append(isFocused && !isIgnored)
            }
            let sets = profile.samples.labelSets
            profile.samples.filter { isKept[Int(sets[$0])] }
            warn(focus == nil || found.focus, "TagFocus")
            warn(ignore == nil || found.ignore, "TagIgnore")
        }
        let show = try RegularExpression.option("tagshow", options.tagShow)
        let hide = try RegularExpression.option("taghide", options.tagHide)
        guard show != nil || hide != nil else { return }
        var found = (show: false, hide: false)
        let strings = profile.strings
        profile.replaceLabelSets { labels in
            labels.filter { label in
                let isShown = show?.matches(strings.bytes(label.key)) ?? true
                let isHidden = hide?.matches(strings.bytes(label.key)) ?? false
                if isShown { found.show = true }
                if isHidden { found.hide = true }
                return isShown && !isHidden
            }
        }
        warn(show == nil || found.show, "TagShow")
        warn(hide == nil || found.hide, "TagHide")
    }

    private mutating func computeTotal() {
        let base = profile.strings.find(Profile.baseKey)
        let yes = profile.strings.find("true")
        var isBase = [Bool](repeating: false, count: profile.labelSets.count)
        if let base, let yes {
            for set in isBase.indices {
                isBase[set] = profile.labelSets[UInt32(set)].contains {
                    !$0.isNumeric && $0.key == base && $0.string == yes
                }
            }
        }
        var sum: (value: Int64, divisor: Int64) = (0, 0)
        var baseSum: (value: Int64, divisor: Int64) = (0, 0)
        for sample in 0..<profile.samples.count {
            let value = profile.samples.value(sample, column)
            let magnitude = value < 0 ? 0 &- value : value
            let divisor = options.mean ? profile.samples.value(sample, 0) : 0
            sum = (sum.value &+ magnitude, sum.divisor &+ divisor)
            if isBase[Int(profile.samples.labelSets[sample])] {
                baseSum = (baseSum.value &+ magnitude, baseSum.divisor &+ divisor)
            }
        }
        if baseSum.value > 0 { sum = baseSum }
        total = sum.divisor == 0 ? sum.value : sum.value.quotient(sum.divisor)
    }

    /// The profile with all values divided as asked for.
    public var dividedProfile: Profile {
        let ratio = 1 / options.divideBy
        guard ratio > 0, ratio != 1 else { return profile }
        var result = profile
        for at in result.samples.values.indices {
            result.samples.values[at] = Int64(asGo: Double(result.samples.values[at]) * ratio)
        }
        return result
    }

    /// A value divided as asked for, in the report's unit.
    public func format(_ value: Int64, unit: String) -> String {
        let ratio = 1 / options.divideBy
        var value = value
        if ratio > 0, ratio != 1 { value = Int64(asGo: Double(value) * ratio) }
        return Measurement.label(value, sampleUnit, unit)
    }
}

extension Profile {
    /// The column that a user names by number or type; the profile's own choice for the empty name.
    /// - Throws: `usage` with the types that there are.
    public func sampleIndex(_ name: String) throws -> Int {
        let types = typeNames
        guard !types.isEmpty else { throw InputError(.usage, "profile has no samples") }
        if name.isEmpty {
            let chosen = strings[defaultSampleType]
            return (chosen.isEmpty ? nil : types.firstIndex(of: chosen)) ?? types.count - 1
        }
        if let number = Int(name) {
            guard types.indices.contains(number) else {
                throw InputError(.usage, "sample_index \(number) is outside the range [0..\(types.count - 1)]")
            }
            return number
        }
        let short = name.hasPrefix("inuse_") ? String(name.dropFirst(6)) : name
        guard let index = types.firstIndex(where: { $0 == name || $0 == short }) else {
            throw InputError(.usage, "sample_index \"\(name)\" must be one of: \(types.joined(separator: ", "))")
        }
        return index
    }

    /// The unit of each numeric label's key: the first that a sample gives, else one that the key implies; and, for
    /// keys with several, the others, sorted.
    func numericLabelUnits() -> (units: [StringID: String], ignored: [(key: StringID, units: [String])]) {
        var units: [StringID: String] = [:]
        var others: [StringID: Set<String>] = [:]
        var keys: Set<StringID> = []
        var seen = [Bool](repeating: false, count: labelSets.count)
        for set in samples.labelSets where !seen[Int(set)] {
            seen[Int(set)] = true
            for label in labelSets[set] where label.isNumeric {
                keys.insert(label.key)
                guard let id = label.unit, id != .empty else { continue }
                let unit = strings[id]
                if let first = units[label.key] {
                    if first != unit { others[label.key, default: []].insert(unit) }
                } else {
                    units[label.key] = unit
                }
            }
        }
        for key in keys where units[key] == nil {
            let name = strings[key]
            units[key] = name == "alignment" || name == "request" ? "bytes" : name
        }
        let ignored = others.map { ($0.key, $0.value.sorted()) }
        return (units, ignored.sorted { strings.precedes($0.0, $1.0) })
    }
}
