import Diagnosis
import Evidence
import Glibc
import GoProcess
import Host
import SystemActivity
import Wire

/// Runs a go command to its end, records what it and its tools do, and looks at the program that it runs.
///
/// A program that outlives the time for looking is ended, with the go command.
struct GoCommandCollection {
    let plan: LookPlan

    /// How often the processes are searched for a program, nanoseconds.
    private static let searchInterval: Int64 = 200_000_000
    /// Looks at a program.
    private static let looks: Int64 = 5

    /// Whether a command is the go command, so that its build is of interest too.
    static func isMeant(_ arguments: [String]) -> Bool {
        arguments.first?.split(separator: "/").last.map { $0 == "go" } ?? false
    }

    func observe(_ arguments: [String]) throws -> Observation {
        let recorder = try ActivityBackEnd.recorder(ActivityRecorder.Options()).recorder
        let path = Self.temporaryPath()
        let file = try AppendedFile(path)
        defer { unlink(path) }
        let capture = try CaptureRun(
            recorder, to: file, facts: CaptureFacts.make(command: arguments, recorder.backEnd))
        let errors = try CopiedErrors(of: arguments[0])
        let program = try WaitingProgram(arguments, errors: errors)
        try recorder.followExecution(of: program.processID)
        try capture.note(program.processID)
        try capture.sample()
        var watch = Watch(plan: plan, command: program.processID)
        let command = program.processID
        try Interruption.during({ Self.end(command) }) {
            try program.start(named: arguments[0])
            try capture.run {
                if recorder.hasEnded(program) { return true }
                watch.look()
                return watch.isOver
            }
            if !recorder.hasEnded(program) { Self.end(command) }
            Clock.sleep(until: Clock.now(CLOCK_MONOTONIC) + 2_000_000_000) { recorder.hasEnded(program) }
            _ = try capture.finish()
            _ = recorder.ending(of: program)
        }
        errors.wait(seconds: 2)
        var reader = try CaptureReader(try MappedFile.open(path))
        var observation = Observation(snapshots: watch.snapshots, fatalError: FatalError.text(in: errors.tail))
        // A program that dies of a fatal error prints its goroutines: the last and best look.
        if !observation.fatalError.isEmpty, let dump = try? TextDump.read(errors.tail, name: "standard error") {
            observation.snapshots = [dump]
        }
        observation.activity = try ActivityEvidence(&reader, name: "the go command")
        return observation
    }

    private static func temporaryPath() -> String {
        let folder = Surroundings.variable("TMPDIR") ?? "/tmp"
        return "\(folder)/sonde-\(getpid())-\(Clock.now(CLOCK_MONOTONIC)).capture"
    }

    /// Asks a process and all that it started to end.
    private static func end(_ process: Int32) {
        for id in ProcessNotes.tree(process).reversed() { kill(id, SIGTERM) }
    }

    /// Looks at the program that the go command runs, once there is one.
    private struct Watch {
        let plan: LookPlan
        let command: Int32
        var snapshots: [GoroutineSnapshot] = []
        private var live: LiveCollection?
        private var next: Int64 = 0
        private var end: Int64?

        init(plan: LookPlan, command: Int32) {
            self.plan = plan
            self.command = command
        }

        var isOver: Bool { end.map { Clock.now(CLOCK_MONOTONIC) >= $0 } ?? false }

        mutating func look() {
            let now = Clock.now(CLOCK_MONOTONIC)
            guard now >= next else { return }
            next = now + GoCommandCollection.searchInterval
            if live == nil {
                guard let id = ProcessNotes.tree(command).dropFirst().first(where: Self.isBuilt) else { return }
                live = try? ProcessTarget.open(id)
                end = now + plan.durationNanoseconds
            }
            guard let live else { return }
            next = now + max(plan.durationNanoseconds / GoCommandCollection.looks, 20_000_000)
            if let snapshot = try? live.snapshot(stops: plan.stopsTarget, depth: .proof) { snapshots.append(snapshot) }
        }

        /// Whether a process runs what the go command built: in its work folder, or from the build cache.
        private static func isBuilt(_ id: Int32) -> Bool {
            guard let path = (try? LiveProcess(processID: id))?.executablePath else { return false }
            return GoStep.isBuilt(path)
        }
    }
}
