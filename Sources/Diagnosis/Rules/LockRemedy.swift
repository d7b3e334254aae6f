import Evidence
import GoProcess

/// What to change about a lock that goroutines queue for.
enum LockRemedy {
    static func text(_ lock: LockEvidence, _ cause: Cause, _ scene: Scene) -> Phrase {
        let title = scene.title(lock.object)
        let waiter = scene.last.shortFunction(lock.waiters[0])
        guard let holder = lock.holders.first?.goroutine else {
            return "Shorten what is done under \(title), taken in \(waiter), or split it by key."
        }
        let taking = takingFunction(lock, scene) ?? scene.last.shortFunction(holder)
        switch cause {
        case .contentionLogging:
            return "Write the log without holding callers up: a buffered or asynchronous writer, fewer lines on this "
                + "path, and a reader of the pipe or terminal that keeps up."
        case .contentionLockAcrossIo:
            if lock.slowActivity?.isSlow == false {
                return "In \(taking), do not wait for other goroutines with \(title) held: let go of it first, or make "
                    + "sure that those who end the wait never need it."
            }
            return lock.slowActivity?.isNetwork == true
                ? "In \(taking), let go of \(title) before the slow operation: copy what is needed under the lock, "
                    + "unlock, \(operation(lock)), and lock again only to store the result; give the operation a deadline "
                    + "or context timeout."
                : "In \(taking), let go of \(title) before the slow operation: copy what is needed under the lock, "
                    + "unlock, \(operation(lock)), and lock again only to store the result."
        default:
            return "Do less in \(taking) while \(title) is held, split the lock by key, or use an RWMutex if most "
                + "callers only read."
        }
    }

    private static func operation(_ lock: LockEvidence) -> Phrase {
        switch lock.slowActivity?.kind {
        case .sleep: "sleep"
        case .request: "make the request"
        case .networkRead, .networkWrite, .connect: "talk to \(lock.slowActivity?.peer ?? "the peer")"
        case .systemCall: "make the system call"
        default: "wait"
        }
    }

    /// The function that took the lock, when the holder's inference knows its frame.
    static func takingFunction(_ lock: LockEvidence, _ scene: Scene) -> String? {
        let inference = scene.snapshot.objects[Int(lock.object)].holders.first {
            $0.goroutine == lock.holders.first?.goroutine
        }
        guard let frame = inference?.frame, frame != .none else { return nil }
        let name = scene.snapshot.stacks.functionName(frame)
        // An inlined Lock, or the bottom of the stack, says nothing.
        if FunctionName.isStandard(package: FunctionName.package(name)) { return nil }
        return FunctionName.short(name)
    }
}
