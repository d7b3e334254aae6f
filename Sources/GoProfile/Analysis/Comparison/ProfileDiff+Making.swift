import Evidence
import Wire

extension ProfileDiff {
    /// The comparison of profiles of one kind; several on a side are replicates.
    /// - Parameters:
    ///   - options: pprof's filters, granularity and choice of values, applied to every profile.
    ///   - remark: receives what the filters had to say.
    /// - Throws: `usage` when there is nothing to compare, or the profiles measure different things.
    public static func comparing(
        old: [Profile], with new: [Profile], options: PprofOptions, remark: (String) -> Void = { _ in }
    ) throws -> ProfileDiff {
        guard !old.isEmpty, !new.isEmpty else { throw InputError(.usage, "there must be a profile on both sides") }
        guard !options.mean else {
            throw InputError(.usage, "-mean is a ratio of two values of a profile; compare them one by one")
        }
        func prepare(_ profile: Profile) throws -> PprofReport {
            let combined = try ProfileCombination.combine(sources: [profile], options: options)
            return try PprofReport(combined, kind: .top, options: options)
        }
        let oldReports = try old.map(prepare)
        let newReports = try new.map(prepare)
        guard let first = oldReports.first else { throw InputError(.usage, "there is no profile to read") }
        for report in oldReports + newReports
        where report.sampleType != first.sampleType || report.sampleUnit != first.sampleUnit {
            throw InputError(
                .usage,
                "the profiles measure different things: \(first.sampleType) in \(first.sampleUnit) and "
                    + "\(report.sampleType) in \(report.sampleUnit); -sample_index chooses what to compare")
        }
        var seen: Set<String> = []
        for text in (oldReports + newReports).flatMap(\.remarks) where seen.insert(text).inserted { remark(text) }
        var comparison = ProfileComparison(old: oldReports, new: newReports, options: options)
        comparison.diff.sampleType = first.sampleType
        comparison.diff.unit = first.sampleUnit
        return comparison.run()
    }

    /// Drops rows without values, and sorts the rest: the largest growth or decline of their own first.
    mutating func compact() {
        func weight(_ row: Row) -> (Double, Double) { (row.flat.growth.magnitude, row.cumulative.growth.magnitude) }
        let order = rows.indices.filter {
            let row = rows[$0]
            return row.cumulative.old != 0 || row.cumulative.new != 0 || row.flat.old != 0 || row.flat.new != 0
        }.map { (at: $0, weight: weight(rows[$0])) }.sorted { a, b in
            if a.weight != b.weight { return a.weight > b.weight }
            return rows[a.at].name < rows[b.at].name
        }.map(\.at)
        var places = [Int](repeating: 0, count: rows.count)
        for (place, at) in order.enumerated() { places[at] = place }
        rows = order.map { rows[$0] }
        for at in headlines.indices {
            switch headlines[at].subject {
            case .subtree(let row): headlines[at].subject = .subtree(places[row])
            case .function(let row): headlines[at].subject = .function(places[row])
            case .package: break
            }
            headlines[at].center = headlines[at].center.map { places[$0] }
        }
    }
}

extension ProfileComparison {
    /// Fills in what the two sides are.
    mutating func describe() {
        diff.model = old[0].model
        diff.old = Self.side(old)
        diff.new = Self.side(new)
        let hasNegative = (old + new).contains { one in
            (0..<one.profile.samples.count).contains { one.profile.samples.value($0, one.column) < 0 }
        }
        if Set((old + new).map(\.model.period)).count > 1 {
            diff.remarks.append(
                "The sampling periods differ; values count by what they stand for, and intervals by the samples.")
        }
        if hasNegative {
            diff.model = .unknownRate
            diff.remarks.append("A profile has negative values: it is a difference itself, so that nothing was tested.")
        }
    }

    private static func side(_ profiles: [ComparedProfile]) -> ProfileDiff.Side {
        var side = ProfileDiff.Side()
        let count = Double(profiles.count)
        side.profileCount = profiles.count
        side.total = profiles.reduce(0) { $0 + $1.total } / count
        let durations = profiles.map { Double($0.profile.durationNanoseconds) }
        side.durationNanoseconds = durations.contains { $0 <= 0 } ? 0 : durations.reduce(0, +) / count
        side.events = profiles.reduce(0) { $0 + $1.totalEvents }
        side.startNanoseconds = profiles.map(\.profile.timeNanoseconds).min() ?? 0
        for one in profiles {
            guard let mapping = one.profile.mappings.first else { continue }
            let build = one.profile.text(mapping.buildID)
            if !build.isEmpty, !side.builds.contains(build) { side.builds.append(build) }
            let file = one.profile.text(mapping.file)
            if !file.isEmpty, !side.executables.contains(file) { side.executables.append(file) }
        }
        return side
    }
}

extension ComparedProfile {
    /// Events behind all samples.
    var totalEvents: Double {
        if case .constant(let weight) = model { return total / Double(max(weight, 1)) }
        guard model.isSampled else { return total }
        return (0..<profile.samples.count).reduce(0) { $0 + model.events(profile.samples, $1, column: column) }
    }
}
