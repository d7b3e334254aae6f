import Diagnosis
import Evidence
import Glibc
import GoProcess
import Host
import SystemActivity
import Wire

/// Runs a go command to its end, records what it and its tools do, and looks at the programs that it runs.
///
/// What `go run` runs may be a server: once the time for looking is over, it is ended, with the go command. Tests and
/// tools end by themselves.
struct GoCommandCollection {
    let plan: LookPlan

    /// How long who is asked to end has for it, nanoseconds.
    private static let grace: Int64 = 2_000_000_000

    /// Whether a command is the go command, so that its build is of interest too.
    static func isMeant(_ arguments: [String]) -> Bool {
        arguments.first?.split(separator: "/").last.map { $0 == "go" } ?? false
    }

    func observe(_ arguments: [String]) throws -> Observation {
        let (recorder, shortcoming) = try ActivityBackEnd.recorder(ActivityRecorder.Options())
        if let shortcoming { try RecordingRemarks.lesser(shortcoming) }
        let file = try AppendedFile(temporaryIn: Surroundings.variable("TMPDIR") ?? "/tmp")
        let capture = try CaptureRun(
            recorder, to: file, facts: CaptureFacts.make(command: arguments, recorder.backEnd))
        let errors = try CopiedErrors(of: arguments[0])
        let program = try WaitingProgram(arguments, errors: errors)
        let command = program.processID
        try recorder.followExecution(of: command)
        try capture.note(command)
        try capture.sample()
        // The kernel lets one thread only stop another.
        var watch = BuiltProgramWatch(
            plan: plan, isEnding: Self.subcommand(arguments) == "run",
            mayStop: recorder.backEnd == .bpf)
        try Interruption.during({ Self.end(command, SIGTERM) }) {
            // Whatever fails, the command does not outlive sonde.
            defer { if !recorder.hasEnded(program) { Self.end(command, SIGKILL) } }
            try program.start(named: arguments[0])
            try capture.run {
                if recorder.hasEnded(program) { return true }
                watch.look(at: capture.processes)
                return watch.isOver
            }
            for signal in [SIGTERM, SIGKILL] where !recorder.hasEnded(program) {
                Self.end(command, signal)
                let end = Clock.now(CLOCK_MONOTONIC) + Self.grace
                try capture.run { recorder.hasEnded(program) || Clock.now(CLOCK_MONOTONIC) >= end }
            }
            _ = recorder.ending(of: program)
            _ = try capture.finish()
        }
        errors.wait(seconds: 2)
        if let problem = watch.problem { try RecordingRemarks.unseen(problem) }
        var reader = try CaptureReader(try file.contents())
        var observation = Observation(snapshots: watch.result, fatalError: FatalError.text(in: errors.tail))
        // A program that dies of a fatal error prints its goroutines: the last and best look.
        if !observation.fatalError.isEmpty, let dump = try? TextDump.read(errors.tail, name: "standard error") {
            observation.snapshots = [dump]
        }
        observation.activity = try ActivityEvidence(&reader, name: "the go command")
        return observation
    }

    /// `run` of `go -C folder run .`: -C, the only option before it, may have its value behind it.
    private static func subcommand(_ arguments: [String]) -> String? {
        let words = arguments.dropFirst()
        return words.first == "-C" || words.first == "--C"
            ? words.dropFirst(2).first : words.first { !$0.hasPrefix("-") }
    }

    /// Sends a signal to a process and all that it started.
    private static func end(_ process: Int32, _ signal: Int32) {
        for id in ProcessList.tree(process).reversed() { kill(id, signal) }
    }
}
