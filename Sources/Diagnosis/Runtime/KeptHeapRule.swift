import Evidence
import GoProcess

/// `leak.heap` as far as the runtime's own figures show it: each collection keeps more than the one before.
enum KeptHeapRule {
    /// What it is about: the runtime's figures name no site.
    static let subject = "live heap"

    static func verdict(_ evidence: CaseEvidence) -> Verdict {
        guard let history = evidence.runtime else { return Verdict() }
        let kept = history.kept
        guard let first = kept.first, let last = kept.last, kept.count >= 3 else {
            return Verdict(refuted: "fewer than three collections ended meanwhile")
        }
        let falls = zip(kept, kept.dropFirst()).count { $1 < $0 }
        let grown = last - first
        guard grown >= evidence.limits.keptGrowth.value, Double(grown) >= 0.05 * Double(first),
            falls * 5 <= kept.count, isMuch(grown, history) || isSteep(kept, evidence.limits)
        else {
            return Verdict(
                refuted: "collections kept \(RuntimeRules.bytes(first)) first and \(RuntimeRules.bytes(last)) last")
        }
        let site = evidence.context.processor.flatMap { AllocationSites($0).most }
        var sure = Confidence(0.5, ceiling: 0.8)
        sure.support(0.4, when: kept.count >= 6 && falls == 0)
        var finding = Finding(
            .leakHeap, isMuch(grown, history) ? .warning : .info, confidence: sure.value,
            impact: Impact(value: (Double(grown) / history.seconds).rounded(), unit: "bytes per second"),
            summary: "What collections keep grew from \(RuntimeRules.bytes(first)) to \(RuntimeRules.bytes(last)) in "
                + "\(Wording.duration(Int64(history.seconds * 1e9))), with each of them.",
            subject: Subject(kind: subject, title: Phrase(site?.place ?? "the heap"), frames: site?.frames ?? []))
        finding.supports = [
            RuntimeRules.fact(
                "\(kept.count) collections kept more and more; \(falls) of them kept less than the one before")
        ]
        if let site, let samples = evidence.context.processor {
            finding.supports.append(
                samples.fact(
                    "\(site.place) takes \(ProcessorRules.percent(site.share)) of the time spent in allocating"))
        }
        finding.missing = [
            MissingEvidence(
                evidence: "what of it stays: heap profiles over a longer time",
                command:
                    "for i in 1 2 3 4; do curl -so heap-$i.pb.gz http://HOST:PORT/debug/pprof/heap; sleep 30; done; "
                    + "sonde why heap-*.pb.gz")
        ]
        finding.remedy =
            "Find what refers to it: a map or slice of the program that only grows, a cache without a bound."
        finding.verify = "Over some minutes, what collections keep (heap marked) stays level under the same load."
        return Verdict(finding)
    }

    /// It grew many times over with every collection, and no slower at the end than at the begin, as a cache that fills up
    /// would.
    private static func isSteep(_ kept: [Int], _ limits: Thresholds) -> Bool {
        guard kept.count >= limits.keptSteepCycles.value, zip(kept, kept.dropFirst()).allSatisfy({ $0 < $1 }) else {
            return false
        }
        let (first, middle, last) = (kept[0], kept[kept.count / 2], kept[kept.count - 1])
        return last >= limits.keptSteepTimes.value * first && (last - middle) * 2 >= middle - first
    }

    /// A program that makes much garbage also keeps more now and then; of a leak, a good part of all that is allocated
    /// stays.
    private static func isMuch(_ grown: Int, _ history: RuntimeHistory) -> Bool {
        guard let allocated = history.grown({ $0.collector.totalAllocated }), allocated > 0 else { return true }
        return Double(grown) >= 0.1 * Double(allocated)
    }
}
