/// One finding of what different evidence says of the same fault.
enum Joining {
    /// Findings about the whole program: a cause that both name is one finding, the surer one, with the other as a fact.
    static func byCause(_ first: [Candidate], _ second: [Candidate]) -> [Candidate] {
        var result = first
        for candidate in second {
            let finding = candidate.finding
            guard let same = result.firstIndex(where: { isSame($0.finding, finding) }) else {
                result.append(candidate)
                continue
            }
            let other = result[same].finding
            let isSurer = (finding.severity, finding.confidence) > (other.severity, other.confidence)
            var kept = isSurer ? finding : other
            let added = isSurer ? other : finding
            kept.supports.append(Fact(added.summary, evidence: added.supports.first?.evidence ?? "", reference: ""))
            kept.explains += added.explains
            // One may know what is wrong, and the other where.
            if kept.ownFunction == nil, added.ownFunction != nil { kept.subject = added.subject }
            result[same].finding = kept
        }
        return result
    }

    /// Whether what a look shows, and a trace or a recording, is the same fault: one cause at one place of the program.
    static func isOneFault(_ a: Finding, _ b: Finding) -> Bool {
        a.cause == b.cause && a.ownFunction != nil && a.ownFunction == b.ownFunction
    }

    /// All that is said of names that are resolved late, in one finding: whoever asks, it is the resolver.
    static func byResolver(_ candidates: [Candidate]) -> [Candidate] {
        let meant = candidates.indices.filter { candidates[$0].finding.cause == .networkDns }
        let named = meant.first { candidates[$0].finding.subject.kind == "resolver" }
        guard meant.count > 1, let first = named ?? meant.first else { return candidates }
        var result = candidates
        for index in meant where index != first {
            let other = candidates[index]
            let finding = other.finding
            result[first].goroutines = Set(result[first].goroutines).union(other.goroutines).sorted()
            result[first].finding.severity = max(result[first].finding.severity, finding.severity)
            result[first].finding.confidence = max(result[first].finding.confidence, finding.confidence)
            result[first].finding.explains += finding.explains
            result[first].finding.supports.append(
                Fact(finding.summary, evidence: finding.supports.first?.evidence ?? "goroutines"))
            if result[first].finding.ownFunction == nil, finding.ownFunction != nil {
                result[first].finding.subject.frames = finding.subject.frames
            }
        }
        return result.indices.filter { !meant.contains($0) || $0 == first }.map { result[$0] }
    }

    private static func isSame(_ a: Finding, _ b: Finding) -> Bool {
        guard a.cause == b.cause else { return false }
        return ofProgram.contains(a.cause) || (a.ownFunction != nil && a.ownFunction == b.ownFunction)
    }

    private static let ofProgram: Set<Cause> = [
        .gcAllocationRate, .gcMemoryLimit, .gcForced, .gcLongPause, .cpuSaturated, .cpuGomaxprocsLow,
        .cpuOversubscribed,
        .leakHeap, .leakTimer, .leakFd, .threadsExplosion, .networkNoReuse, .gcFinalizerBlocked,
    ]
}
