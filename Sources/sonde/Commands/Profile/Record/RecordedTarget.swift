import Glibc
import GoProfile
import Host
import Synchronization
import SystemActivity
import Wire

/// What is recorded: a process that runs, or a command that is started for it.
final class RecordedTarget {
    /// Nil for a process that ran already.
    private let program: WaitingProgram?
    private let command: [String]
    private let life: ProcessLife
    private let withChildren: Bool
    private var isStarted = false
    let processID: Int32

    /// - Throws: `gone` when there is no such process; as `WaitingProgram`.
    init(process: Int32?, command: [String], withChildren: Bool = true) throws {
        self.command = command
        self.withChildren = withChildren
        if let process {
            try LiveProcess(processID: process).refuseKernelThread()
            program = nil
            processID = process
        } else {
            let waiting = try WaitingProgram(command)
            program = waiting
            processID = waiting.processID
        }
        life = try ProcessLife(processID)
    }

    var isCommand: Bool { program != nil }

    var name: String { command.first ?? "process \(processID)" }

    /// Lets a command run.
    /// - Throws: `notFound`, `notPermitted` when it cannot be run.
    func start() throws {
        isStarted = true
        try program?.start(named: command.first ?? "")
    }

    var isOver: Bool { life.isOver }

    /// What is to be said of a command when the recording ends; nil for nothing.
    var ending: String? {
        guard let program else { return nil }
        switch program.ending() {
        case nil: return "process \(processID) goes on"
        case .exited(0): return nil
        case .exited(let status): return "the command ended with status \(status)"
        case .signalled(let signal): return "the command was ended by \(LinuxSignal.name(signal))"
        }
    }

    /// The process and all that it started, if these are meant too.
    var processes: [Int32] { withChildren ? ProcessList.tree(processID) : [processID] }

    /// What runs already when the recording begins. A process that is gone, or may not be looked into, is left out.
    func running() -> [SampleRecording.RunningProcess] {
        // A command that waits is sonde itself.
        if isCommand, !isStarted {
            let id = UInt32(bitPattern: processID)
            return [.init(id: id, name: "", program: "", memory: [], threadNames: [:])]
        }
        return processes.compactMap { Self.look(UInt32(bitPattern: $0)) }
    }

    /// What a process is and has mapped; nil when it is gone.
    static func look(_ id: UInt32) -> SampleRecording.RunningProcess? {
        let number = Int32(bitPattern: id)
        guard let process = try? LiveProcess(processID: number) else { return nil }
        let memory = (try? LiveMemory(processID: number).mappings()) ?? []
        var names: [UInt32: String] = [:]
        for (thread, name) in process.threadNames { names[UInt32(bitPattern: thread)] = name }
        return SampleRecording.RunningProcess(
            id: id, name: process.shortName, program: process.executablePath ?? "", memory: memory,
            threadNames: names)
    }
}

/// The wish to end a recording before its time.
final class RecordingStop: Sendable {
    private let isWanted = Atomic(false)

    var isRequested: Bool { isWanted.load(ordering: .relaxed) }

    func request() { isWanted.store(true, ordering: .relaxed) }
}

/// A recording while it is made.
struct RecordingRun {
    let target: RecordedTarget
    private let isToldToEnd: () -> Bool
    private let duration: Int64?
    /// Whether the user is told of it.
    private let isSaid: Bool

    /// How often the kernel's rings are emptied, in nanoseconds.
    private static let pause: Int64 = 20_000_000
    /// How much later than its time a record may come, in nanoseconds: the kernel was interrupted while it wrote it.
    static let slack: Int64 = 5_000_000

    init(_ target: RecordedTarget, stop: RecordingStop, duration: Int64?) {
        self.target = target
        isToldToEnd = { stop.isRequested }
        self.duration = duration
        isSaid = true
    }

    /// One that is part of something larger, which says when it is over.
    init(_ target: RecordedTarget, until isOver: @escaping () -> Bool) {
        self.target = target
        isToldToEnd = isOver
        duration = nil
        isSaid = false
    }

    /// When a recording began, on the clock of the day and on CLOCK_MONOTONIC, and how long it took; nanoseconds.
    struct Span {
        var day: Int64
        var begin: Int64
        var duration: Int64

        var end: Int64 { begin &+ duration }
    }

    /// Starts the target and empties the rings until it is over.
    /// - Parameters:
    ///   - starts: is told when it begins.
    ///   - drain: receives a time up to which all rings are read once it returns.
    func run(starts: (Int64) -> Void, _ drain: (Int64) throws -> Void) throws -> Span {
        let begin = (day: Clock.now(CLOCK_REALTIME), run: Clock.now(CLOCK_MONOTONIC))
        starts(begin.run)
        let limit = duration.map { " for \(Measurement.label($0, "nanoseconds"))" } ?? ""
        if isSaid { PprofRun.remark("Recording \(target.name)\(limit) until it ends, or Ctrl-C …") }
        try target.start()
        let end = duration.map { begin.run &+ $0 } ?? .max
        while true {
            // What comes from now on is left to those who stop the recording.
            let isOver = isToldToEnd() || target.isOver || Clock.now(CLOCK_MONOTONIC) >= end
            if isOver { break }
            try drain(Clock.now(CLOCK_MONOTONIC) - Self.slack)
            Clock.sleep(until: min(end, Clock.now(CLOCK_MONOTONIC) + Self.pause)) { isToldToEnd() }
        }
        return Span(day: begin.day, begin: begin.run, duration: Clock.now(CLOCK_MONOTONIC) - begin.run)
    }
}
