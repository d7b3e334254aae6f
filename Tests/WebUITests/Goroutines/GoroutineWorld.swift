import Evidence
import GoProcess

/// Makes snapshots of goroutines and locks.
struct GoroutineWorld {
    private(set) var snapshot = GoroutineSnapshot(
        source: SnapshotSource(kind: .process, name: "process 4711", processID: 4711))
    private var pending: [(goroutine: UInt32, object: WaitObjectID, operation: WaitOperation)] = []

    static let lock = [
        "runtime.gopark", "sync.runtime_SemacquireMutex", "sync.(*Mutex).lockSlow", "sync.(*Mutex).Lock",
    ]

    /// - Returns: its position; its id is one more.
    mutating func go(_ frames: [String], _ reason: String = "", id: UInt64? = nil, age: Int64 = -1) -> UInt32 {
        var goroutine = Goroutine(id: id ?? UInt64(snapshot.goroutines.count + 1))
        goroutine.state = reason.isEmpty ? .running : .waiting
        goroutine.reason = snapshot.stacks.strings.intern(reason)
        goroutine.kind = WaitKind(reason: reason)
        let ids = frames.enumerated().map { number, name in
            snapshot.stacks.intern(function: name, file: "/src/main.go", line: Int32(number + 10))
        }
        goroutine.stack = snapshot.stacks.intern(innermostFirst: ids)
        goroutine.creation = snapshot.stacks.intern(function: "main.main", file: "/src/main.go", line: 5)
        goroutine.waitingNanoseconds = age
        goroutine.ageSource = age >= 0 ? .runtime : .unknown
        goroutine.fingerprint = UInt64(snapshot.goroutines.count) << 8 | 1
        snapshot.goroutines.append(goroutine)
        return UInt32(snapshot.goroutines.count - 1)
    }

    mutating func mutex(heldBy holder: UInt32?) -> WaitObjectID {
        var object = WaitObject(
            address: 0xc000_0000 + UInt64(snapshot.objects.count) * 16,
            kind: .mutex(MutexFacts(isLocked: true, isStarving: false, waiters: 1)))
        if let holder {
            object.holders = [
                HolderInference(goroutine: holder, confidence: 0.9, reasons: ["it locked it"], frame: .none)
            ]
        }
        snapshot.objects.append(object)
        return WaitObjectID(snapshot.objects.count - 1)
    }

    mutating func hold(_ object: WaitObjectID, by holder: UInt32) {
        snapshot.objects[Int(object)].holders = [
            HolderInference(goroutine: holder, confidence: 0.9, reasons: ["it locked it"], frame: .none)
        ]
    }

    mutating func wait(_ goroutine: UInt32, _ object: WaitObjectID, _ operation: WaitOperation = .lock) {
        pending.append((goroutine, object, operation))
    }

    /// The snapshot, with the waits grouped by goroutine.
    func built(at monotonicTime: Int64 = 1_000_000_000) -> GoroutineSnapshot {
        var result = snapshot
        result.monotonicTime = monotonicTime
        result.wallTime = 1_700_000_000_000_000_000 + monotonicTime
        for (number, wait) in pending.sorted(by: { $0.goroutine < $1.goroutine }).enumerated() {
            let at = Int(wait.goroutine)
            if result.goroutines[at].waitCount == 0 { result.goroutines[at].firstWait = UInt32(number) }
            result.goroutines[at].waitCount += 1
            result.waits.append(Wait(goroutine: wait.goroutine, object: wait.object, operation: wait.operation))
        }
        return result
    }
}
