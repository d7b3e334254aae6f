import Diagnosis
import Dispatch
import Evidence
import Glibc
import Host
import Wire

/// Watches a process, and collects a case whenever a condition becomes true.
final class TriggerWatch {
    private let collection: CaseCollection
    private let ring: CaseRing
    private var condition: TriggerCondition
    private let pause: Int64
    private let limit: Int

    /// Wakes the watch before its time.
    private let bell = DispatchSemaphore(value: 0)
    private let underway = CaseUnderway()
    private var saved = 0
    private var lastEnd: Int64?

    /// Between two looks, at least, in nanoseconds.
    private static let interval: Int64 = 250_000_000
    /// A look takes at most so small a part of a processor.
    private static let costDivisor: Int64 = 500

    /// - Parameters:
    ///   - pause: nanoseconds from the end of one case to the begin of the next, but for signals.
    ///   - limit: ends after so many cases.
    init(_ collection: CaseCollection, condition: TriggerCondition, ring: CaseRing, pause: Int64, limit: Int) {
        self.collection = collection
        self.condition = condition
        self.ring = ring
        self.pause = pause
        self.limit = limit
    }

    /// Until the process ends, or the number of cases is reached.
    /// - Throws: `gone` when the process ended before anything was saved; what forbids to look at it.
    func run() throws {
        var gauge = try TriggerGauge(processID: collection.processID, fields: condition.fields)
        let (bell, underway) = (bell, underway)
        let signals = TriggerSignals(condition.fields) { bell.signal() }
        try say(
            "watching process \(collection.processID) for \(condition.terms.map(\.text).joined(separator: " || ")); "
                + "cases go to \(ring.path)")
        try Interruption.during({ underway.abandon() }) {
            while saved < limit {
                try finish()
                guard saved < limit, var sample = gauge.look() else { break }
                sample.signals = signals.all
                try observe(sample, signals)
                sleep(max(Self.interval, gauge.cost * Self.costDivisor))
            }
            // One that was begun is worth keeping, even of a program that ended meanwhile.
            while underway.isCollecting { bell.wait() }
            try finish()
        }
        if saved == 0 { throw InputError(.gone, "has ended", file: "process \(collection.processID)") }
        if saved < limit { try say("process \(collection.processID) has ended") }
    }

    private func sleep(_ nanoseconds: Int64) { _ = bell.wait(timeout: .now() + .nanoseconds(Int(nanoseconds))) }

    private func observe(_ sample: TriggerSample, _ signals: TriggerSignals) throws {
        let isBusy = underway.isTaken
        let isPaused = lastEnd.map { sample.time - $0 < pause } ?? false
        let fired = condition.observe(sample) { !isBusy && ($0.isMomentary || !isPaused) }
        // Those that come while a case is collected ask for another one.
        if !isBusy { signals.answer(sample.signals) }
        if let first = fired.first { try begin(first, all: fired, sample) }
    }

    private func begin(_ first: TriggerCondition.Term, all: [TriggerCondition.Term], _ sample: TriggerSample) throws {
        let (folder, name) = try ring.begin(first.fields, wallTime: Clock.now(CLOCK_REALTIME))
        let values = first.fields.compactMap { field in
            sample.values[field].map { "\(field.rawValue) is \(TriggerText.value($0, of: field))" }
        }
        let reason =
            all.map(\.text).joined(separator: ", and ") + (values.isEmpty ? "" : " (\(values.joined(separator: ", ")))")
        try say("\(reason): collecting")
        underway.begin(folder, name, collection, bell)
    }

    /// Takes in a case that is complete.
    private func finish() throws {
        guard let done = underway.takeResult() else { return }
        lastEnd = Clock.now(CLOCK_MONOTONIC)
        switch done.result {
        case .success(let manifest):
            let (path, removed) = try ring.complete(done.folder, done.name)
            saved += 1
            try CaseSummary(manifest, path: path).write()
            if removed > 0 { try say("\(removed) older \(removed == 1 ? "case" : "cases") removed from \(ring.path)") }
        case .failure(let error):
            done.folder.remove()
            // The next one may succeed: a process that ended is noticed by itself.
            try say("no case was saved: \((error as? InputError)?.description ?? "\(error)")")
        }
    }

    private func say(_ text: String) throws {
        let time = LocalTime.universal(Clock.now(CLOCK_REALTIME) / 1_000_000_000)
        try StandardStream.error.write(Array("\(time.text)Z \(Printable.text(text))\n".utf8))
    }
}
