import Evidence
import Glibc
import GoProcess
import Host
import SystemActivity
import Wire

/// Runs a command and looks at it several times until the time is over or it ends.
struct CommandCollection {
    let plan: LookPlan
    /// Looks at one run: the first finds the runtime just started, the last what remains.
    private let looks: Int64 = 5

    func observe(_ arguments: [String]) throws -> Observation {
        let child = try ChildProgram(arguments)
        return try Interruption.during({ child.terminate() }) {
            defer { child.terminate() }
            let (snapshots, problem) = watch(child)
            if child.ending() != nil { child.waitForErrors(seconds: 2) }
            return try outcome(child, snapshots, problem, name: arguments[0])
        }
    }

    private func watch(_ child: ChildProgram) -> ([GoroutineSnapshot], problem: InputError?) {
        let start = Clock.now(CLOCK_MONOTONIC)
        let end = start + plan.durationNanoseconds
        let step = max(plan.durationNanoseconds / looks, 20_000_000)
        var snapshots: [GoroutineSnapshot] = []
        var live: LiveCollection?
        var problem: InputError?
        var next = start + 20_000_000
        while child.ending() == nil {
            let now = Clock.now(CLOCK_MONOTONIC)
            if now >= end, live != nil || problem != nil { break }
            Clock.sleep(until: min(next, max(end, now + 1_000_000))) { child.ending() != nil }
            guard child.ending() == nil else { break }
            do {
                // The runtime is not there from the first moment on.
                let collection = try live ?? ProcessTarget.open(child.processID)
                live = collection
                snapshots.append(try collection.snapshot(stops: plan.stopsTarget, depth: .proof))
                problem = nil
                next = Clock.now(CLOCK_MONOTONIC) + step
            } catch {
                problem = error as? InputError
                next = Clock.now(CLOCK_MONOTONIC) + 20_000_000
            }
        }
        return (snapshots, problem)
    }

    /// A program that dies of a fatal error prints its goroutines: the last and best look.
    private func outcome(
        _ child: ChildProgram, _ snapshots: [GoroutineSnapshot], _ problem: InputError?, name: String
    ) throws -> Observation {
        guard let ending = child.ending() else {
            if snapshots.isEmpty, let problem { throw problem }
            return Observation(snapshots: snapshots, fatalError: "")
        }
        let tail = child.errorTail
        let lastWords = FatalError.text(in: tail)
        if !lastWords.isEmpty, let dump = try? TextDump.read(tail, name: "standard error of \(name)") {
            // Ids and stacks of a dump do not compare with those out of memory.
            return Observation(snapshots: [dump], fatalError: lastWords)
        }
        guard var last = snapshots.last else { throw tooShort(ending, problem, name) }
        last.quality.count(
            "process.ended", 1, .info, "the command ended while it was looked at (\(Self.text(ending)))")
        return Observation(snapshots: snapshots.dropLast() + [last], fatalError: lastWords)
    }

    private func tooShort(_ ending: ChildProgram.Ending, _ problem: InputError?, _ name: String) -> InputError {
        if let problem, problem.code != .gone, problem.code != .notPermitted { return problem }
        return InputError(
            .gone, "ended (\(Self.text(ending))) before it could be looked at: give it more to do", file: name)
    }

    private static func text(_ ending: ChildProgram.Ending) -> String {
        switch ending {
        case .exited(let status): "status \(status)"
        case .signalled(let number): LinuxSignal.name(number)
        }
    }
}
