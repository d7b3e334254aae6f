import Evidence
import Glibc
import GoProcess
import Host
import Wire

/// Looks at a process for what a trigger asks about, and at nothing else.
struct TriggerGauge {
    private let fields: Set<TriggerField>
    private let gauge: ProcessGauge
    /// Nil when nothing is asked that stands in memory.
    private let live: LiveCollection?
    private var processorTime = TriggerRate(window: 1_000_000_000)
    private var collections = TriggerRate(window: 10_000_000_000)
    /// What the last look cost, in nanoseconds of sonde's processor time.
    private(set) var cost: Int64 = 0

    /// - Throws: `gone`, `notPermitted`, `notRecognised` when it is no Go program; `unsupported` when something that is
    ///   asked about cannot be told of it.
    init(processID: Int32, fields: Set<TriggerField>) throws {
        self.fields = fields
        let live = try ProcessTarget.open(processID)
        gauge = try ProcessGauge(processID: processID)
        self.live = fields.isDisjoint(with: [.goroutines, .collections]) ? nil : live
        if fields.contains(.descriptors), gauge.descriptors() == nil {
            throw InputError(
                .notPermitted,
                "the descriptors of process \(processID) may not be counted: run sonde as its user or root")
        }
        if fields.contains(.collections), live.reader.pulse().collections == nil {
            throw InputError(
                .unsupported,
                "where the runtime of process \(processID) counts its collections is not known: leave `gc` out")
        }
        if fields.contains(.goroutines) { _ = try goroutines(live) }
    }

    /// How things stand; nil once the process has ended.
    mutating func look() -> TriggerSample? {
        let start = Clock.now(CLOCK_THREAD_CPUTIME_ID)
        defer { cost = Clock.now(CLOCK_THREAD_CPUTIME_ID) - start }
        guard let reading = gauge.read() else { return nil }
        var sample = TriggerSample(time: reading.time)
        sample.values[.threads] = reading.threads
        sample.values[.rss] = reading.resident
        if fields.contains(.cpu), let share = processorTime.add(reading.processorTime, at: reading.time) {
            sample.values[.cpu] = Self.rounded(share * 10_000)
        }
        if fields.contains(.descriptors) { sample.values[.descriptors] = gauge.descriptors() }
        guard let live else { return sample }
        if fields.contains(.goroutines) { sample.values[.goroutines] = try? goroutines(live) }
        if fields.contains(.collections), let total = live.reader.pulse().collections,
            let rate = collections.add(UInt64(total), at: reading.time)
        {
            sample.values[.collections] = Self.rounded(rate * 60e9)
        }
        return sample
    }

    /// The runtime's own sum; where its parts are not known, goroutines are counted one by one.
    private func goroutines(_ live: LiveCollection) throws -> UInt64 {
        if let known = live.reader.pulse().goroutines { return UInt64(known) }
        return UInt64(try live.reader.countGoroutines())
    }

    private static func rounded(_ value: Double) -> UInt64 { UInt64(max(0, min(value, 0x1p53)).rounded()) }
}
