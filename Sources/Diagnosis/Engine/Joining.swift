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

    /// Whether what a look shows, and a trace or a recording, is the same: at one place of the program, or with the
    /// resolver, whoever asks it.
    static func isOneFault(_ a: Finding, _ b: Finding) -> Bool {
        a.cause == b.cause
            && (a.cause == .networkDns || (a.ownFunction != nil && a.ownFunction == b.ownFunction))
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
