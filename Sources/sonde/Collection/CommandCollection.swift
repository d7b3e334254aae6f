import Diagnosis
import Evidence
import Glibc
import GoProcess
import Host
import SystemActivity
import Wire

/// Runs a command, records what it asks of the system from its first moment on, and gathers all else as soon as it is
/// there, until the time is over or it ends.
struct CommandCollection {
    let plan: LookPlan

    /// How long who is asked to end has for it, nanoseconds.
    private static let grace: Int64 = 2_000_000_000
    /// What of a program is worth a diagnosis by its system calls alone, nanoseconds.
    private static let shortest: Int64 = 100_000_000

    func observe(_ arguments: [String]) throws -> Observation {
        let errors = try CopiedErrors(of: arguments[0])
        let program = try WaitingProgram(arguments, errors: errors)
        let process = program.processID
        let run = CaseRun(
            processID: process, files: MemoryCase(), duration: plan.durationNanoseconds, connection: plan.connection)
        return try Interruption.during({ Self.end(process, SIGTERM) }) {
            // Whatever fails, the command does not outlive sonde.
            defer { stop(program) }
            let problem = try collect(program, run, name: arguments[0])
            stop(program)
            errors.wait(seconds: 2)
            return try outcome(program, run, problem, errors.tail, name: arguments[0])
        }
    }

    /// - Returns: why its goroutines could not be looked at; nil when they were.
    private func collect(_ program: WaitingProgram, _ run: CaseRun, name: String) throws -> InputError? {
        let looks = BackgroundLooks(run, stopsTarget: plan.stopsTarget)
        let activity: [CaseManifest.File]
        do {
            activity = try ActivityCollector().collect(run, starting: program, name: name) { looks.begin() }
        } catch {
            run.stop()
            looks.wait()
            throw error
        }
        run.stop()
        let (files, problem) = looks.wait()
        var manifest = CaseManifest()
        manifest.tool = Version.text
        manifest.processID = program.processID
        manifest.duration = Clock.now(CLOCK_MONOTONIC) - run.begin
        manifest.processors = HostSampler().sample([program.processID]).machine.allowed
        manifest.files = files + activity
        manifest.missing = run.lacking
        try run.files.write(manifest.json, CaseManifest.fileName)
        return problem
    }

    /// A program that dies of a fatal error prints its goroutines: the last and best look.
    private func outcome(
        _ program: WaitingProgram, _ run: CaseRun, _ problem: InputError?, _ tail: Bytes, name: String
    ) throws -> Observation {
        var observation = Observation()
        try CaseReading(run.files).observe(&observation)
        observation.fatalError = FatalError.text(in: tail)
        let ending = program.ending()
        if !observation.fatalError.isEmpty, let dump = try? TextDump.read(tail, name: "standard error of \(name)") {
            // Ids and stacks of a dump do not compare with those out of memory.
            return Observation(snapshots: [dump], fatalError: observation.fatalError)
        }
        if observation.snapshots.isEmpty {
            if let problem, problem.code != .gone, problem.code != .notPermitted { throw problem }
            // What a program does in its first moments is no evidence of anything.
            guard observation.activity?.lasts(atLeast: Self.shortest) ?? false else {
                throw Self.tooShort(ending, name)
            }
        } else if let ending, Self.text(ending) != LinuxSignal.name(SIGTERM) {
            observation.snapshots[observation.snapshots.count - 1].quality.count(
                "process.ended", 1, .info, "the command ended while it was looked at (\(Self.text(ending)))")
        }
        return observation
    }

    /// Asks it to end, and makes it.
    private func stop(_ program: WaitingProgram) {
        for signal in [SIGTERM, SIGKILL] where program.ending() == nil && !program.hasEnded {
            Self.end(program.processID, signal)
            Clock.sleep(until: Clock.now(CLOCK_MONOTONIC) + Self.grace) { program.hasEnded }
        }
    }

    private static func end(_ process: Int32, _ signal: Int32) { kill(process, signal) }

    private static func tooShort(_ ending: ChildEnding?, _ name: String) -> InputError {
        let how = ending.map { " (\(text($0)))" } ?? ""
        return InputError(.gone, "ended\(how) before it could be looked at: give it more to do", file: name)
    }

    private static func text(_ ending: ChildEnding) -> String {
        switch ending {
        case .exited(let status): "status \(status)"
        case .signalled(let number): LinuxSignal.name(number)
        }
    }
}
