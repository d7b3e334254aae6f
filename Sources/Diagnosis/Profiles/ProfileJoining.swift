import Evidence

/// What profiles of the runtime add to findings of other evidence: where exactly, by the runtime's own account.
enum ProfileJoining {
    /// Places that are named.
    private static let most = 3

    static func joined(_ candidates: [Candidate], _ context: DiagnosisContext) -> [Candidate] {
        let allocated = context.allocations?.between ?? []
        let contended = context.contention?.between ?? []
        guard !allocated.isEmpty || !contended.isEmpty else { return candidates }
        return candidates.map { candidate in
            var result = candidate
            switch candidate.finding.cause {
            case .gcAllocationRate: addAllocations(allocated, to: &result.finding)
            case .contentionMutex, .contentionLockAcrossIo, .contentionLogging:
                addContention(contended, to: &result.finding)
            default: break
            }
            return result
        }
    }

    private static func addAllocations(_ sites: [ProfileSites.Site], to finding: inout Finding) {
        guard let first = sites.first else { return }
        let total = sites.reduce(0) { $0 &+ $1.value }
        for site in sites.prefix(most) where site.value * 20 >= total {
            finding.supports.append(
                Fact(
                    "\(site.place) allocated \(TraceCollectorRule.bytes(Double(site.value))), "
                        + "\(TraceRules.percent(Double(site.value) / Double(total))) of all", evidence: "heap profiles")
            )
        }
        if finding.ownFunction == nil { finding.subject.frames = first.frames }
        finding.missing.removeAll { $0.evidence == TraceCollectorRule.linesThatAllocate }
    }

    /// The runtime charges what others waited to who released the lock.
    private static func addContention(_ sites: [ProfileSites.Site], to finding: inout Finding) {
        let functions = Set(finding.subject.frames.map(\.function))
        let total = sites.reduce(0) { $0 &+ $1.value }
        for site in sites.prefix(most) where site.value * 20 >= total {
            let isHere = site.frames.contains { functions.contains($0.function) }
            finding.supports.append(
                Fact(
                    isHere
                        ? "\(site.place) released locks for which others had waited \(Wording.duration(site.value)), "
                            + "\(TraceRules.percent(Double(site.value) / Double(total))) of all waits for locks"
                        : "elsewhere, \(site.place) released locks for which others had waited "
                            + "\(Wording.duration(site.value))", evidence: "mutex profiles"))
        }
    }
}
