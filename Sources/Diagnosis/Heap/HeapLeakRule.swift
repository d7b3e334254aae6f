import Evidence
import GoProfile

/// `leak.heap`: lines whose allocations stay in use and grow from profile to profile.
///
/// No `Rule`, since it needs no goroutines.
enum HeapLeakRule {
    /// Fewer cannot tell growth from chance.
    private static let fewest = 3
    /// More sites than anybody reads.
    private static let limit = 5

    static let rule = Rule(
        id: "leak.heap", .runtime, question: "Does the live heap keep growing at one place?", requires: [.heap],
        causes: [.leakHeap, .evidenceInsufficient]
    ) { evidence in
        guard let heap = evidence.context.heap else { return Verdict() }
        var found = candidates(heap, evidence.limits)
        // Seconds are short for a leak: what one place has more of, the heap as a whole must have too.
        if evidence.scene != nil { found.removeAll { !$0.finding.refutes.isEmpty } }
        // Beside goroutines and samples, profiles of a few seconds that tell nothing are no finding.
        if evidence.scene != nil, found.allSatisfy({ $0.finding.cause == .evidenceInsufficient }) {
            return Verdict(refuted: found.first?.finding.summary ?? "")
        }
        return Verdict(found)
    }

    static func candidates(_ heap: HeapEvidence, _ thresholds: Thresholds) -> [Candidate] {
        guard heap.points.count >= fewest else {
            let text: Phrase =
                "\(Wording.count(heap.points.count, "heap profile")) of one run cannot tell growth from chance: it takes \(fewest), better six or more, some "
                + "collections apart."
            return [Candidate(insufficient(text, heap), goroutines: [])]
        }
        let (sites, total) = heap.growth()
        let live = heap.points.last?.total ?? 0
        let growing = sites.filter {
            $0.trend == .growing && $0.low > 0 && $0.end - $0.start >= live * thresholds.heapGrowth.value
        }
        if growing.isEmpty, let young = sites.first(where: { $0.trend == .young }) {
            let text: Phrase =
                "\(place(frame(young.name))) holds more since a point in the series and still rises "
                + "(\(bytes(young.start)) → \(bytes(young.end))); later profiles would tell whether that goes on."
            return [Candidate(insufficient(text, heap), goroutines: [])]
        }
        if growing.isEmpty, let total, !(total.high * total.seconds <= live / 2) {
            // They would not have shown a heap that grew by half.
            let text: Phrase =
                "\(total.profileCount) heap profiles, \(bytes(total.start)) → \(bytes(total.end)), cannot tell "
                + "growth from chance: profiles that lie further apart would."
            return [Candidate(insufficient(text, heap), goroutines: [])]
        }
        return growing.sorted { ($1.slope, $0.name) < ($0.slope, $1.name) }.prefix(limit).map {
            Candidate(finding($0, total: total, heap), goroutines: [])
        }
    }

    private static func finding(_ site: SiteGrowth, total: SiteGrowth?, _ heap: HeapEvidence) -> Finding {
        let frames = site.stack.map(frame)
        let allocation = frames.first ?? frame(site.name)
        let caller = frames.first { !FunctionName.isStandard(package: FunctionName.package($0.function)) }
        let pace: Phrase =
            heap.hasTimes ? "\(bytes(site.slope)) per second" : "\(bytes(site.slope)) from profile to profile"
        var sure = Confidence(0.7, ceiling: 0.95)
        sure.support(0.4, when: total?.trend == .growing)
        sure.support(0.4, when: site.profileCount >= 6)
        sure.refute(0.2, when: total.map { $0.trend != .growing } ?? false)
        var place = Phrase(place(allocation))
        if let caller, caller != allocation { place = "\(place), called from \(self.place(caller))" }
        var finding = Finding(
            .leakHeap, .warning, confidence: sure.value,
            impact: Impact(value: site.slope.rounded(), unit: heap.hasTimes ? "bytes per second" : "bytes per profile"),
            summary: "The live heap grows by \(pace) at \(place): \(bytes(site.start)) → \(bytes(site.end)) in "
                + "\(span(site, heap)).",
            subject: Subject(kind: "allocation site", title: place, frames: frames))
        finding.supports = supports(site, total, heap)
        if let total, total.trend != .growing {
            finding.refutes = [
                Fact(
                    "the live heap as a whole does not grow beyond chance (\(bytes(total.start)) → "
                        + "\(bytes(total.end)))", evidence: "heap")
            ]
        }
        finding.missing = [
            MissingEvidence(
                evidence: "what refers to the objects, which no profile tells",
                command: "gcore PID && viewcore core.PID histogram")
        ]
        let culprit = FunctionName.short((caller ?? allocation).function)
        finding.remedy =
            "Find what keeps the objects that \(culprit) allocates: a map or slice that is only added to, a cache "
            + "without a limit, a subscription, timer or context that is never cancelled, a small part of a large "
            + "buffer. Bound it, or delete what is done."
        finding.verify =
            "`sonde why` on later heap profiles no longer names \(culprit); `sonde profile anomalies` shows its curve "
            + "level off."
        return finding
    }

    private static func supports(_ site: SiteGrowth, _ total: SiteGrowth?, _ heap: HeapEvidence) -> [Fact] {
        let unit: Phrase = heap.hasTimes ? "per second" : "per profile"
        var facts = [
            Fact(
                "95 % of the slopes that these profiles allow lie from \(bytes(site.low)) to "
                    + "\(site.high.isFinite ? bytes(site.high) : "any number") \(unit)", evidence: "heap")
        ]
        if let late = site.lateSlope {
            facts.append(
                Fact("in the second half it still grows by \(bytes(late)) \(unit)", evidence: "heap"))
        }
        if let total, total.trend == .growing {
            let part = total.slope > 0 ? Int(min(100, (site.slope / total.slope * 100).rounded())) : 0
            facts.append(
                Fact(
                    "the live heap as a whole grows by \(bytes(total.slope)) \(unit); this line is \(part) % of that",
                    evidence: "heap"))
        }
        facts += heap.remarks.map { Fact(Phrase($0), evidence: "heap") }
        return facts
    }

    /// What to say when no site grows.
    static func nothingGrows(_ heap: HeapEvidence) -> Finding {
        let (sites, total) = heap.growth()
        let first = bytes(heap.points.first?.total ?? 0)
        let last = bytes(heap.points.last?.total ?? 0)
        let level = sites.filter { $0.trend == .levelledOff }.prefix(3).map {
            FunctionName.short(frame($0.name).function)
        }
        var supports = [Fact("live heap in \(heap.points.count) profiles: \(first) → \(last)", evidence: "heap")]
        if let total, total.high.isFinite, heap.hasTimes {
            supports.append(
                Fact("growth of more than \(bytes(max(0, total.high))) per second is ruled out", evidence: "heap"))
        }
        if !level.isEmpty {
            supports.append(
                Fact("grew and levelled off, as caches do: \(Wording.list(Array(level)))", evidence: "heap"))
        }
        return Finding(
            .healthy, .ok, confidence: 0.7, impact: Impact(value: 0, unit: "bytes per second"),
            summary: "The live heap does not grow at any line by more than chance explains.",
            subject: Subject(kind: "process", title: Phrase(heap.executable)), supports: supports,
            remedy: "Nothing to do.",
            verify: "Heap profiles that lie further apart would show slower growth.")
    }

    private static func insufficient(_ text: Phrase, _ heap: HeapEvidence) -> Finding {
        Finding(
            .evidenceInsufficient, .info, confidence: 1, impact: Impact(value: 0, unit: "bytes per second"),
            summary: text,
            subject: Subject(kind: "process", title: Phrase(heap.executable)),
            supports: heap.remarks.map { Fact(Phrase($0), evidence: "heap") },
            missing: [
                MissingEvidence(
                    evidence: "heap profiles over time",
                    command: "for i in 1 2 3 4 5 6; do curl -so heap$i.pb.gz HOST:PORT/debug/pprof/heap; sleep 60; "
                        + "done; sonde why heap?.pb.gz")
            ],
            remedy: "Collect more profiles.", verify: "The report then names `leak.heap`, or `healthy`.")
    }

    private static func span(_ site: SiteGrowth, _ heap: HeapEvidence) -> Phrase {
        heap.hasTimes
            ? "\(Wording.duration(heap.spanNanoseconds)), \(site.profileCount) profiles"
            : "\(site.profileCount) profiles"
    }

    private static func place(_ frame: ResolvedFrame) -> String {
        let name = FunctionName.short(frame.function)
        guard frame.line > 0 else { return name }
        let file = PathText.last(frame.file)
        return "\(name) (\(file):\(frame.line))"
    }

    /// From `function file:line`, as a site of the granularity of lines is called.
    private static func frame(_ text: String) -> ResolvedFrame {
        guard let space = text.lastIndex(of: " "), let colon = text.lastIndex(of: ":"), space < colon,
            let line = Int32(text[text.index(after: colon)...])
        else { return ResolvedFrame(function: text, file: "", line: 0) }
        let file = text[text.index(after: space)..<colon]
        return ResolvedFrame(function: String(text[..<space]), file: String(file), line: line)
    }

    private static func bytes(_ value: Double) -> String {
        let whole = Int64(exactly: value.rounded()) ?? (value < 0 ? .min : .max)
        return Measurement.label(whole, "bytes")
    }
}
