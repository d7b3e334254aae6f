import Evidence
import Wire

/// The promises that a snapshot's numbers keep: every position and id lies inside of its table, no stack is deeper
/// than `StackTable.depthLimit`, goroutines ascend by id, the waits that a goroutine names are its own, and guesses
/// have a confidence from 0 to 1.
///
/// Run on what is written as well as on what was read, so that a file that was written can be read.
struct SnapshotChecks {
    private let snapshot: GoroutineSnapshot
    private let stringCount: Int
    private let frameCount: Int

    init(_ snapshot: GoroutineSnapshot) {
        self.snapshot = snapshot
        stringCount = snapshot.stacks.strings.count
        frameCount = snapshot.stacks.frames.count
    }

    /// - Throws: `malformed` with the first contradiction.
    func run() throws {
        guard snapshot.labelSets.first?.isEmpty == true else {
            throw contradiction("the first set of labels is not the empty one")
        }
        try checkStacks()
        try checkGoroutines()
        try checkWaits()
        for (index, object) in snapshot.objects.enumerated() { try check(object, index) }
    }

    private func contradiction(_ what: String) -> InputError {
        InputError(.malformed, "the snapshot contradicts itself: \(what)")
    }

    /// A caller has a lower number than its callees.
    private func checkStacks() throws {
        var depths = [Int32](repeating: 0, count: snapshot.stacks.count)
        for index in depths.indices.dropFirst() {
            let caller = Int(snapshot.stacks.caller(StackID(rawValue: UInt32(index))).rawValue)
            depths[index] = depths[caller] + 1
            guard depths[index] <= StackTable.depthLimit else {
                throw contradiction("stack \(index) has more than \(StackTable.depthLimit) frames")
            }
        }
    }

    private func checkGoroutines() throws {
        var previous: UInt64 = 0
        for goroutine in snapshot.goroutines {
            func fail(_ what: String) -> InputError { contradiction("goroutine \(goroutine.id) \(what)") }
            guard goroutine.id >= previous else { throw fail("comes after \(previous)") }
            previous = goroutine.id
            guard goroutine.stack.rawValue < UInt32(clamping: snapshot.stacks.count) else {
                throw fail("has the stack \(goroutine.stack.rawValue) of \(snapshot.stacks.count)")
            }
            guard isFrame(goroutine.creation) else { throw fail("was created by an unknown frame") }
            guard isString(goroutine.start), isString(goroutine.reason) else { throw fail("has an unknown text") }
            guard Int(goroutine.labels) < snapshot.labelSets.count else {
                throw fail("has the labels \(goroutine.labels) of \(snapshot.labelSets.count)")
            }
            guard Int(goroutine.firstWait) + Int(goroutine.waitCount) <= snapshot.waits.count else {
                throw fail("has waits beyond the last of \(snapshot.waits.count)")
            }
            guard goroutine.systemCall >= -1, Int(goroutine.systemCall) < snapshot.systemCalls.count else {
                throw fail("is in the system call \(goroutine.systemCall) of \(snapshot.systemCalls.count)")
            }
        }
    }

    private func checkWaits() throws {
        for wait in snapshot.waits {
            guard Int(wait.goroutine) < snapshot.goroutines.count, Int(wait.object) < snapshot.objects.count else {
                throw contradiction("goroutine \(wait.goroutine) waits for object \(wait.object); one is missing")
            }
        }
        for (index, goroutine) in snapshot.goroutines.enumerated() {
            for wait in snapshot.waits(of: goroutine) where Int(wait.goroutine) != index {
                throw contradiction("goroutine \(goroutine.id) names a wait of another")
            }
        }
    }

    private func check(_ object: WaitObject, _ index: Int) throws {
        for holder in object.holders {
            guard Int(holder.goroutine) < snapshot.goroutines.count, isFrame(holder.frame) else {
                throw contradiction("object \(index) is held by an unknown goroutine or frame")
            }
            guard holder.confidence >= 0, holder.confidence <= 1 else {
                throw contradiction("object \(index) has a holder with the confidence \(holder.confidence)")
            }
        }
        for reference in object.references ?? [] where Int(reference) >= snapshot.goroutines.count {
            throw contradiction("object \(index) is referred to by the unknown goroutine \(reference)")
        }
    }

    private func isFrame(_ id: FrameID) -> Bool { id == .none || Int(id.rawValue) < frameCount }
    private func isString(_ id: StringID) -> Bool { Int(id.rawValue) < stringCount }
}
