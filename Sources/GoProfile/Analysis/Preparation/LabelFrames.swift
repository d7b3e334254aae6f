import Evidence

/// Frames made of labels, at the roots and leaves of stacks.
///
/// Source: internal/driver/tagroot.go of google/pprof.
extension Profile {
    /// - Returns: whether any sample has a label of the keys.
    mutating func addLabelFrames(roots: [String], leaves: [String], unit: String) -> (roots: Bool, leaves: Bool) {
        guard !roots.isEmpty || !leaves.isEmpty else { return (false, false) }
        var known: [String: UInt32] = [:]
        var nextID = (function: (functions.ids.max() ?? 0) &+ 1, location: (locations.ids.max() ?? 0) &+ 1)
        var ends: [(roots: [UInt32], leaves: [UInt32])] = []
        var found = (roots: false, leaves: false)
        let used = Set(samples.labelSets)
        // Frames are numbered in the order in which samples need them.
        var order: [UInt32] = []
        var seen: Set<UInt32> = []
        for set in samples.labelSets where seen.insert(set).inserted { order.append(set) }
        var bySet: [UInt32: Int] = [:]
        for set in order where used.contains(set) {
            let atRoot = frames(set, roots, unit, &known, &nextID)
            let atLeaf = frames(set, leaves, unit, &known, &nextID)
            if atRoot.isMatch { found.roots = true }
            if atLeaf.isMatch { found.leaves = true }
            bySet[set] = ends.count
            ends.append((atRoot.locations, atLeaf.locations))
        }
        for sample in 0..<samples.count {
            guard let at = bySet[samples.labelSets[sample]] else { continue }
            samples.setStack(sample, ends[at].leaves + Array(samples.stack(sample)) + ends[at].roots)
        }
        return found
    }

    /// The frames of some keys, the last key first.
    private mutating func frames(
        _ set: UInt32, _ keys: [String], _ unit: String, _ known: inout [String: UInt32],
        _ nextID: inout (function: UInt64, location: UInt64)
    ) -> (locations: [UInt32], isMatch: Bool) {
        var result: [UInt32] = []
        var isMatch = false
        for key in keys.reversed() {
            let values = labelValues(set, key, unit)
            if !values.isEmpty { isMatch = true }
            let name = values.joined(separator: ",")
            let identity = "\(name)\0\(key)"
            if let location = known[identity] {
                result.append(location)
                continue
            }
            let function = UInt32(functions.count)
            functions.append(
                id: nextID.function, name: strings.intern(name), systemName: .empty,
                file: strings.intern(key))
            let location = UInt32(locations.count)
            locations.append(
                id: nextID.location, mapping: ProfileLocations.none, address: 0,
                lines: [ProfileLine(function: function)])
            known[identity] = location
            nextID = (nextID.function &+ 1, nextID.location &+ 1)
            result.append(location)
        }
        return (result, isMatch)
    }

    private func labelValues(_ set: UInt32, _ key: String, _ unit: String) -> [String] {
        labelSets[set].filter { strings[$0.key] == key }.map { label in
            guard label.isNumeric else { return strings[label.string] }
            guard let own = label.unit else { return Measurement.label(label.number, "", "") }
            return Measurement.label(label.number, strings[own], unit)
        }
    }
}
