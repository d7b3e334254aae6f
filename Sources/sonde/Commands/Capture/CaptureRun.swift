import Evidence
import Glibc
import Host
import SystemActivity
import Wire

/// A recording from its begin to its end: moves records from the kernel into the file.
final class CaptureRun {
    private let recorder: any ActivityRecording
    private var writer: CaptureWriter
    private var symbolizer: CaptureSymbolizer
    private var buffer = [UInt8](repeating: 0, count: 4 << 20)
    private var lastFlush: Int64 = 0
    private var filter: CaptureFilter?
    private let sampler = HostSampler()
    private var living = LivingProcesses()
    private var isStopped = false
    private var nextSample = Int64.min
    private var pauseOfSamples: Int64 = 100_000_000

    /// How often the kernel's ring is emptied, in nanoseconds; it holds a second of a busy machine.
    private static let pause: Int64 = 20_000_000
    /// How long records may stand in memory before they are in the file.
    private static let flushInterval: Int64 = 1_000_000_000
    /// How often machine, limits and processes are looked at, after some looks that come sooner; also at begin and end.
    private static let sampleInterval: Int64 = 1_000_000_000

    init(
        _ recorder: any ActivityRecording, to file: AppendedFile, facts: [(String, String)],
        filter: CaptureFilter? = nil
    ) throws {
        self.recorder = recorder
        self.filter = filter
        writer = try CaptureWriter { try file.append($0) }
        symbolizer = CaptureSymbolizer { process, path in
            (try? MappedFile.open("/proc/\(process)/exe")) ?? (try? MappedFile.open(path))
        }
        try writer.start(facts)
    }

    /// Notes what /proc says of a process that is followed.
    func note(_ process: Int32) throws {
        living.add(process)
        let facts = ProcessNotes.of(process)
        let known = Dictionary(facts) { first, _ in first }
        if let path = known["exe"] {
            symbolizer.began(UInt32(bitPattern: process), path: path, entry: known["entry"].flatMap(UInt64.init) ?? 0)
        }
        filter?.note(facts)
        try writer.process(facts)
    }

    /// Looks at machine, limits and processes.
    func sample(isLast: Bool = false) throws {
        nextSample = Clock.now(CLOCK_MONOTONIC) + pauseOfSamples
        pauseOfSamples = min(pauseOfSamples * 2, Self.sampleInterval)
        let sample = sampler.sample(living.ids)
        try writer.sample(sample, threads: sampler.threads, others: isLast ? sampler.busiestOthers() : [])
    }

    /// The processes that are recorded and live, parents first.
    var processes: [Int32] { living.ids }

    /// Records until `isOver` says so.
    func run(until isOver: () throws -> Bool) throws {
        while try !isOver() {
            try drain()
            let now = Clock.now(CLOCK_MONOTONIC)
            if now >= nextSample { try sample() }
            if now - lastFlush >= Self.flushInterval {
                lastFlush = now
                try writer.flush()
                try writer.counters(values(recorder.counters()))
            }
            Clock.sleep(until: now + Self.pause, isCancelled: { false })
        }
    }

    private func drain() throws {
        while true {
            let length = try recorder.read(into: &buffer)
            guard length > 0 else { return }
            if let kept = filter?.records(buffer, count: length) {
                try writer.records(kept[...])
            } else {
                try writer.records(buffer[..<length])
            }
            symbolizer.take(buffer, count: length)
            living.take(buffer, count: length)
        }
    }

    /// Records no calls and waits from now on, and goes on looking at machine, limits and processes.
    func stopRecording() throws {
        guard !isStopped else { return }
        isStopped = true
        try recorder.closeOpen()
        recorder.stop()
    }

    /// Calls, waits and news of processes that were recorded.
    func recorded() throws -> UInt64 {
        let counters = try recorder.counters()
        return counters.calls &+ counters.blocks &+ counters.processEvents
    }

    /// Ends the recording.
    func finish() throws -> ActivityRecorder.Counters {
        try stopRecording()
        try sample(isLast: true)
        try drain()
        let counters = try recorder.counters()
        try writer.counters(values(counters))
        let symbols = symbolizer.finish { recorder.kernelFunction(at: $0) }
        try writer.symbols(symbols)
        if symbols.table.strings.find("fanotify_handle_event") != nil {
            try writer.start([("file guards", FileGuards.find().joined(separator: "\n"))])
        }
        try writer.end()
        return counters
    }

    var written: Int { writer.written }

    /// Calls that are not shown, by the kernel and by the filter.
    func dropped(_ counters: ActivityRecorder.Counters) -> UInt64 {
        counters.dropped &+ UInt64(filter?.dropped ?? 0)
    }

    private func values(_ counters: ActivityRecorder.Counters) -> [(String, UInt64)] {
        [
            ("calls", counters.calls), ("blocks", counters.blocks), ("processes", counters.processEvents),
            ("lost", counters.lost), ("lost.calls", counters.callsLost), ("lost.stacks", counters.stacksLost),
            ("lost.blocks", counters.blocksLost), ("lost.processes", counters.processEventsLost),
            ("lost.threads", counters.notFollowed), ("lost.missed", counters.missed),
            ("unreadable", counters.unreadable), ("dropped", dropped(counters)), ("released", counters.released),
        ]
    }
}
