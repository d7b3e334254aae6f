import Evidence

/// Compares how long tasks, requests, regions and waits for a processor took in two traces.
struct InstanceComparison {
    private let before: MeasuredTrace
    private let after: MeasuredTrace
    private static let fractions = [0.5, 0.9, 0.99]
    /// Fewer on either side are not compared.
    private static let least = 5
    /// Parts that are kept for each quantile.
    private static let mostParts = 8

    init(_ before: MeasuredTrace, _ after: MeasuredTrace) {
        self.before = before
        self.after = after
    }

    /// - Parameter limit: the most, those with the most time.
    func changes(limit: Int) -> [InstanceChange] {
        var pairs: [Name: (Int?, Int?)] = [:]
        for (index, one) in before.instances.enumerated() { pairs[Name(one, before)] = (index, nil) }
        for (index, one) in after.instances.enumerated() { pairs[Name(one, after), default: (nil, nil)].1 = index }
        let sized = pairs.map { name, pair in
            let time = [pair.0.map { before.instances[$0] }, pair.1.map { after.instances[$0] }].compactMap { $0 }
                .reduce(Int64(0)) { $0 &+ $1.durations.total.sum }
            return (name, pair, time)
        }.sorted { ($0.2, $1.0) > ($1.2, $0.0) }
        return sized.prefix(limit).compactMap { name, pair, _ in
            change(name, pair.0.map { before.instances[$0] }, pair.1.map { after.instances[$0] })
        }
    }

    private struct Name: Hashable, Comparable {
        var kind: MeasuredInstances.Kind
        var name: String

        init(_ instances: MeasuredInstances, _ trace: MeasuredTrace) {
            kind = instances.kind
            name = trace.scene.text(instances.name)
        }

        static func < (a: Name, b: Name) -> Bool { (a.kind.rawValue, a.name) < (b.kind.rawValue, b.name) }
    }

    private func change(
        _ name: Name, _ first: MeasuredInstances?, _ second: MeasuredInstances?
    ) -> InstanceChange? {
        let (old, new) = (first?.durations.total, second?.durations.total)
        let counts = (old?.count ?? 0, new?.count ?? 0)
        guard counts.0 + counts.1 > 0 else { return nil }
        var superiority = (value: 0.5, pValue: 1.0)
        var tail: Double?
        var intervals = Self.fractions.map { _ in (low: -Double.infinity, high: Double.infinity) }
        if let first, let second, min(counts.0, counts.1) >= Self.least {
            let test = InstanceTest(first.durations, second.durations)
            superiority = test.superiority()
            tail = test.tailValue()
            if min(superiority.pValue, tail ?? 1) <= TraceComparison.falseDiscoveryRate {
                intervals = test.intervals(Self.fractions)
            }
        }
        let quantiles = zip(Self.fractions, intervals).map { fraction, interval in
            let values = (old?.quantile(fraction) ?? 0, new?.quantile(fraction) ?? 0)
            let (a, b) = (Double(values.0), Double(values.1))
            let noise =
                (fraction > 0.9 ? TraceComparison.tailNoise : TraceComparison.runNoise) * (a * a + b * b).squareRoot()
            let limits = TraceComparison.widened(interval, around: b - a, by: 1.96 * noise) ?? interval
            return InstanceChange.Quantile(fraction: fraction, before: values.0, after: values.1, interval: limits)
        }
        let parts = quantiles.map { quantile in
            self.parts(first, second, quantile.fraction > 0.5 ? (quantile.before, quantile.after) : (0, 0))
        }
        return InstanceChange(
            kind: name.kind, name: name.name, countBefore: counts.0, countAfter: counts.1, meanBefore: old?.mean ?? 0,
            meanAfter: new?.mean ?? 0, quantiles: quantiles, superiority: superiority.value,
            pValue: superiority.pValue, tailValue: tail, parts: parts)
    }

    // MARK: What was done

    /// - Parameter least: durations from which on instances count.
    private func parts(
        _ first: MeasuredInstances?, _ second: MeasuredInstances?, _ least: (Int64, Int64)
    ) -> [InstanceChange.Part] {
        let old = means(first, least.0, before)
        let new = means(second, least.1, after)
        let (oldRows, newRows) = (old.keys.sorted(), new.keys.sorted())
        let joined = TraceComparison.join(
            oldRows.map { before.rows[$0].key }, newRows.map { after.rows[$0].key })
        let all = joined.compactMap { pair -> InstanceChange.Part? in
            let (old0, new0) = (pair.0.map { oldRows[$0] }, pair.1.map { newRows[$0] })
            guard let key = new0.map({ after.rows[$0].key }) ?? old0.map({ before.rows[$0].key }) else { return nil }
            return InstanceChange.Part(
                key: key, before: old0.flatMap { old[$0] } ?? 0, after: new0.flatMap { new[$0] } ?? 0,
                stackBefore: old0.map { before.rows[$0].stack } ?? 0, stackAfter: new0.map { after.rows[$0].stack } ?? 0
            )
        }
        return Array(
            all.sorted {
                $0.difference.magnitude != $1.difference.magnitude
                    ? $0.difference.magnitude > $1.difference.magnitude : $0.key.order < $1.key.order
            }.prefix(Self.mostParts))
    }

    /// By the index in `MeasuredTrace.rows`: nanoseconds for each instance.
    private func means(_ instances: MeasuredInstances?, _ least: Int64, _ trace: MeasuredTrace) -> [Int: Double] {
        guard let instances else { return [:] }
        let first = least > 0 ? MeasuredInstances.number(least) : 0
        var sums: [Int: Int64] = [:]
        var count = 0
        for (number, sum) in instances.classes where number >= first {
            count += sum.count
            for (row, time) in sum.sums { sums[trace.rowIndexes[Int(row)], default: 0] &+= time }
        }
        return sums.mapValues { Double($0) / Double(max(count, 1)) }
    }
}
