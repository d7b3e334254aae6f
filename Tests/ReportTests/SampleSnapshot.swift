import Evidence
import GoBinary
import GoProcess

/// A snapshot with every kind of object, wait and system call.
struct SampleSnapshot {
    var snapshot: GoroutineSnapshot

    init() {
        snapshot = GoroutineSnapshot(
            source: SnapshotSource(
                kind: .process, name: "process 4711", processID: 4711, executable: "/srv/shop/bin/shop"))
        snapshot.goVersion = "go1.27.3"
        snapshot.buildInformation = BuildInformation(
            goVersion: "go1.27.3", path: "example.com/shop/cmd/shop",
            main: BuildInformation.Module(path: "example.com/shop", version: "(devel)"), dependencies: [],
            settings: [BuildInformation.Setting(key: "vcs.revision", value: "abc123")])
        snapshot.monotonicTime = 1_000_000_000_000
        snapshot.durationNanoseconds = 12_000_000
        snapshot.labelSets = [[], [Label(key: "endpoint", value: "/pay")], [Label(key: "endpoint", value: "/buy")]]
        snapshot.quality.count("goroutines.unstable", 2, .info, "goroutines moved while they were read")
        addLocks()
        addChannels()
        addOthers()
    }

    private mutating func stack(_ frames: [(String, String, Int32)]) -> StackID {
        let ids = frames.map { snapshot.stacks.intern(function: $0.0, file: $0.1, line: $0.2) }
        return snapshot.stacks.intern(innermostFirst: ids)
    }

    @discardableResult
    private mutating func add(
        _ reason: String, _ frames: [(String, String, Int32)], age: Int64 = -1,
        from: (String, Int32) = ("main.main", 20),
        labels: LabelSetID = 0, waits: [(WaitObjectID, WaitOperation, Bool)] = []
    ) -> UInt32 {
        var goroutine = Goroutine(id: UInt64(snapshot.goroutines.count + 1))
        goroutine.state = .waiting
        goroutine.reason = snapshot.stacks.strings.intern(reason)
        goroutine.kind = WaitKind(reason: reason)
        goroutine.stack = stack(frames)
        goroutine.creation = snapshot.stacks.intern(function: from.0, file: "/src/shop/cmd/shop/main.go", line: from.1)
        goroutine.waitingNanoseconds = age
        goroutine.ageSource = age >= 0 ? .runtime : .unknown
        goroutine.labels = labels
        goroutine.firstWait = UInt32(snapshot.waits.count)
        goroutine.waitCount = UInt32(waits.count)
        let position = UInt32(snapshot.goroutines.count)
        for (object, operation, isSelectCase) in waits {
            snapshot.waits.append(
                Wait(goroutine: position, object: object, operation: operation, isSelectCase: isSelectCase))
        }
        snapshot.goroutines.append(goroutine)
        return position
    }

    private mutating func object(_ kind: WaitObject.Kind, symbol: String = "") -> WaitObjectID {
        let address = 0xc000_0100_00 + UInt64(snapshot.objects.count) * 0x40
        snapshot.objects.append(WaitObject(address: address, kind: kind, symbol: symbol))
        return WaitObjectID(snapshot.objects.count - 1)
    }

    private static let lockFrames: [(String, String, Int32)] = [
        ("runtime.gopark", "/go/src/runtime/proc.go", 460),
        ("sync.runtime_SemacquireMutex", "/go/src/runtime/sema.go", 95),
        ("sync.(*Mutex).lockSlow", "/go/src/sync/mutex.go", 149),
        ("sync.(*Mutex).Lock", "/go/src/sync/mutex.go", 70),
        ("example.com/shop/cart.(*Cart).Add", "/src/shop/cart/cart.go", 31),
    ]

    /// Three goroutines wait for a Mutex whose holder reads from a database.
    private mutating func addLocks() {
        let socket = SocketFacts(
            network: "tcp", inode: 9, local: "10.0.0.2:41822", remote: "10.0.0.7:5432", state: "ESTABLISHED",
            sendQueue: 120, receiveQueue: 0)
        let database = object(
            .descriptor(
                PollFacts(descriptor: 11, target: "socket:[9]", socket: socket, readDeadline: 1_003_000_000_000)))
        let mutex = object(
            .mutex(MutexFacts(isLocked: true, isStarving: true, waiters: 3)), symbol: "example.com/shop/cart.lock")
        let holder = add(
            "IO wait",
            [("net.(*conn).Read", "/go/src/net/net.go", 196), ("main.query", "/src/shop/cmd/shop/db.go", 7)],
            age: 41_000_000_000, waits: [(database, .read, false)])
        let frame = snapshot.stacks.intern(
            function: "example.com/shop/cart.(*Cart).Add", file: "/src/shop/cart/cart.go", line: 31)
        snapshot.objects[Int(mutex)].holders = [
            HolderInference(goroutine: holder, confidence: 0.9, reasons: ["its stack holds the address"], frame: frame)
        ]
        for (age, labels) in [(40_000_000_000, 1), (2_000_000_000, 2), (300_000_000, 1)] as [(Int64, LabelSetID)] {
            add("sync.Mutex.Lock", Self.lockFrames, age: age, labels: labels, waits: [(mutex, .lock, false)])
        }
        let shared = object(
            .rwMutex(
                RWMutexFacts(
                    writer: MutexFacts(isLocked: true, isStarving: false, waiters: 1), readers: 2, departing: 1,
                    isWriterPending: true)))
        add("sync.RWMutex.RLock", [("main.read", "/src/shop/cmd/shop/r.go", 3)], waits: [(shared, .readLock, false)])
        add("sync.Mutex.Lock", [("main.write", "/src/shop/cmd/shop/w.go", 4)], waits: [(shared, .lock, false)])
    }

    private mutating func addChannels() {
        let jobs = object(
            .channel(
                ChannelFacts(
                    elementSize: 8, length: 8, capacity: 8, isClosed: false, isTimer: false, elementType: "main.Job")))
        let done = object(
            .channel(ChannelFacts(elementSize: 0, length: 0, capacity: 0, isClosed: true, isTimer: false)))
        add("chan send", [("main.produce", "/src/shop/cmd/shop/p.go", 9)], waits: [(jobs, .send, false)])
        add(
            "select",
            (1...9).map { _ in ("main.descend", "/src/shop/cmd/shop/s.go", 12) }
                + [("runtime.goexit", "/go/src/runtime/asm_amd64.s", 1700)],
            waits: [(jobs, .receive, true), (done, .receive, true)])
        add("sleep", [("time.Sleep", "/go/src/runtime/time.go", 368), ("main.nap", "/src/shop/cmd/shop/n.go", 2)])
        snapshot.goroutines[snapshot.goroutines.count - 1].deadline = 1_005_500_000_000
    }

    private mutating func addOthers() {
        let group = object(.waitGroup(WaitGroupFacts(counter: 2, waiters: 1)))
        let cond = object(.cond)
        add("sync.WaitGroup.Wait", [("main.wait", "/src/shop/cmd/shop/g.go", 5)], waits: [(group, .wait, false)])
        add("sync.Cond.Wait", [("main.cond", "/src/shop/cmd/shop/c.go", 6)], waits: [(cond, .wait, false)])
        snapshot.systemCalls = [
            SystemCall(thread: 4715, number: 0, name: "read", arguments: [3, 0, 0], descriptor: 3, target: "pipe:[77]")
        ]
        let reader = add("", [("syscall.Syscall", "/go/src/syscall/s.go", 1), ("main.pipe", "/src/shop/p.go", 8)])
        snapshot.goroutines[Int(reader)].state = .systemCall
        snapshot.goroutines[Int(reader)].systemCall = 0
        snapshot.goroutines[Int(reader)].thread = 4715
        snapshot.goroutines[Int(reader)].flags = [.lockedToThread, .partialStack]
        for number in 0..<6 {
            let socket = SocketFacts(
                network: "tcp", inode: UInt64(100 + number), local: "10.0.0.2:8080", remote: "10.1.1.\(number):5000",
                state: "ESTABLISHED", sendQueue: 0, receiveQueue: 0)
            let descriptor = object(
                .descriptor(PollFacts(descriptor: Int32(20 + number), target: "", socket: socket)))
            add("IO wait", [("net.(*conn).Read", "/go/src/net/net.go", 196)], waits: [(descriptor, .read, false)])
        }
    }
}
