/// Puts findings under the roots that explain them, and the roots in order.
struct Ranking {
    let thresholds: Thresholds

    func ranked(_ candidates: [Candidate]) -> [Finding] {
        let ordered = candidates.sorted { Ranking.precedes($0.finding, $1.finding) }
        let precedence = Precedence(thresholds: thresholds)
        var parent = [Int?](repeating: nil, count: ordered.count)
        for symptom in ordered.indices {
            // The best root by order; one that hangs on this symptom already would close a circle.
            for root in ordered.indices where root != symptom && !hangs(root, on: symptom, parent) {
                if precedence.explains(ordered[root], ordered[symptom]) {
                    parent[symptom] = root
                    break
                }
            }
        }
        func finding(_ index: Int) -> Finding {
            var result = ordered[index].finding
            result.explains += ordered.indices.filter { parent[$0] == index }.map(finding)
            // A root is no milder than what it causes.
            for symptom in result.explains where symptom.severity > result.severity {
                result.severity = symptom.severity
            }
            return result
        }
        let roots = ordered.indices.filter { parent[$0] == nil }.map(finding)
        return roots.sorted(by: Ranking.precedes)
    }

    private func hangs(_ index: Int, on other: Int, _ parent: [Int?]) -> Bool {
        var at: Int? = index
        while let current = at {
            if current == other { return true }
            at = parent[current]
        }
        return false
    }

    /// Severity first; how the program was built comes behind what it suffers from; then impact times confidence.
    static func precedes(_ a: Finding, _ b: Finding) -> Bool {
        if isAboutBuild(a) != isAboutBuild(b), max(a.severity, b.severity) > .info, otherThanBuild(a, b) > .info {
            return isAboutBuild(b)
        }
        if a.severity != b.severity { return a.severity > b.severity }
        let weight = (a.impact.rate * a.confidence, b.impact.rate * b.confidence)
        if weight.0 != weight.1 { return weight.0 > weight.1 }
        let places = (CauseDescription.position(a.cause), CauseDescription.position(b.cause))
        if places.0 != places.1 { return places.0 < places.1 }
        if a.subject.address != b.subject.address { return (a.subject.address ?? 0) < (b.subject.address ?? 0) }
        return a.summary < b.summary
    }

    private static func isAboutBuild(_ finding: Finding) -> Bool {
        finding.cause == .exposurePprof || finding.cause == .buildDebugFlags || finding.cause == .buildDirty
            || finding.cause == .buildPhantomDependency
    }

    private static func otherThanBuild(_ a: Finding, _ b: Finding) -> Severity {
        isAboutBuild(a) ? b.severity : a.severity
    }
}
