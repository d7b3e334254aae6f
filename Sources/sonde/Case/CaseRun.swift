import Diagnosis
import Glibc
import Host
import Synchronization
import Wire

/// A collection under way, as its collectors see it.
final class CaseRun: Sendable {
    let processID: Int32
    let files: any CaseFiles
    /// Of CLOCK_MONOTONIC, in nanoseconds.
    let begin: Int64
    let duration: Int64
    /// How servers are spoken to.
    let connection: ConnectionOptions
    private let isUnwanted: @Sendable () -> Bool
    private let isStopped = Atomic(false)
    private let isRecordingCalls = Atomic(false)
    private let missing = Mutex<[CaseManifest.Missing]>([])

    /// - Parameter isUnwanted: asked now and then whether nobody waits for it any more.
    init(
        processID: Int32, files: any CaseFiles, duration: Int64, connection: ConnectionOptions,
        isUnwanted: @escaping @Sendable () -> Bool = { false }
    ) {
        self.isUnwanted = isUnwanted
        self.processID = processID
        self.files = files
        self.duration = duration
        self.connection = connection
        begin = Clock.now(CLOCK_MONOTONIC)
    }

    var end: Int64 { begin &+ duration }

    /// Whether it is time to come to an end.
    var isOver: Bool { isToldToEnd || Clock.now(CLOCK_MONOTONIC) >= end }

    private var isToldToEnd: Bool { isStopped.load(ordering: .relaxed) || isUnwanted() }

    /// Ends it before its time.
    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Whether system calls are recorded: what others find out of them by looks is of less use then.
    var recordsCalls: Bool { isRecordingCalls.load(ordering: .relaxed) }

    func callsAreRecorded() { isRecordingCalls.store(true, ordering: .relaxed) }

    /// Sleeps until a moment, or until it is over.
    func sleep(until moment: Int64) {
        Clock.sleep(until: min(moment, end)) { self.isToldToEnd }
    }

    /// Notes evidence that cannot be had.
    func lacks(_ evidence: String, _ reason: String, command: String = "") {
        missing.withLock { $0.append(CaseManifest.Missing(evidence, reason: reason, command: command)) }
    }

    var lacking: [CaseManifest.Missing] { missing.withLock { $0 } }
}

/// Something that gathers one kind of evidence while the others gather theirs.
protocol CaseCollector: Sendable {
    /// What it gathers, for a message.
    var evidence: String { get }

    /// Gathers until the run is over.
    /// - Returns: the files that it wrote, in the order in which they are to be read.
    /// - Throws: why there is none of it.
    func collect(_ run: CaseRun) throws -> [CaseManifest.File]
}
