import Evidence
import GoBinary
import GoProcess

/// Snapshots for the tests of files, and a comparison that knows no field by name and so forgets none.
enum SnapshotFixture {
    /// A small snapshot in which every field of the model has a value of its own somewhere.
    static func full() -> GoroutineSnapshot {
        var snapshot = GoroutineSnapshot(
            source: SnapshotSource(kind: .process, name: "process 4711", processID: 4711, executable: "/srv/shop"))
        snapshot.goVersion = "go1.27.3"
        snapshot.buildInformation = build()
        snapshot.wallTime = 1_790_000_000_123_456_789
        snapshot.monotonicTime = 86_400_000_000_001
        snapshot.durationNanoseconds = 12_345_678
        snapshot.stoppedNanoseconds = 17
        snapshot.observedNanoseconds = 5_000_000_001
        snapshot.descriptorCount = 311
        snapshot.processors = 16
        snapshot.unreadSockets = [socket]
        snapshot.labelSets = [
            [], [Label(key: "handler", value: "/pay"), Label(key: "tenant", value: "Zoë ☕️")],
            [Label(key: "", value: "")],
        ]
        let frames = [
            ("main.receive", "/src/main.go", 10), ("main.work", "/src/main.go", 20), ("main.main", "m.go", 3),
        ]
        .map { snapshot.stacks.intern(function: $0.0, file: $0.1, line: Int32($0.2), isInlined: $0.2 == 20) }
        let short = snapshot.stacks.intern(innermostFirst: [frames[2]])
        let long = snapshot.stacks.intern(innermostFirst: frames)
        addGoroutines(&snapshot, frames: frames, stacks: [short, long])
        addObjects(&snapshot, frame: frames[1])
        addThreads(&snapshot)
        snapshot.quality.count("goroutines.unstable", 3, .dataLoss, "moved while they were read")
        snapshot.quality.count("threads.unknown", 1, .info, "have no number")
        snapshot.quality.count("x.y", 1, .error, "")
        return snapshot
    }

    static let socket = SocketFacts(
        network: "tcp6", inode: 354_754, local: "[::1]:8080", remote: "[::1]:50412", state: "ESTABLISHED",
        sendQueue: 4096, receiveQueue: 77)

    private static func build() -> BuildInformation {
        BuildInformation(
            goVersion: "go1.27.3 X:jsonv2", path: "example.com/shop",
            main: .init(path: "example.com/shop", version: "(devel)"),
            dependencies: [
                .init(
                    path: "example.com/a", version: "v1.2.3", sum: "h1:abc=",
                    replacement: .init(path: "../a", version: "v0.0.1", sum: "h1:def=")),
                .init(path: "example.com/b", version: "v2.0.0"),
            ], settings: [.init(key: "vcs.revision", value: "0123abcd"), .init(key: "-tags", value: "")])
    }

    private static func addGoroutines(_ snapshot: inout GoroutineSnapshot, frames: [FrameID], stacks: [StackID]) {
        var first = Goroutine(id: 1)
        first.stack = stacks[0]
        first.state = .systemCall
        first.systemCall = 0
        first.thread = 4712
        first.flags = [.main, .lockedToThread]
        var second = Goroutine(id: UInt64.max - 1)
        second.address = 0xffff_8000_0000_1000
        second.parent = 1
        second.waitingNanoseconds = 61_000_000_000
        second.deadline = 86_500_000_000_000
        second.stack = stacks[1]
        second.creation = frames[2]
        second.start = snapshot.stacks.strings.intern("main.work")
        second.reason = snapshot.stacks.strings.intern("select")
        second.labels = 1
        second.thread = 4713
        second.lockedThread = 4714
        second.firstWait = 1
        second.waitCount = 2
        second.systemCall = 1
        second.fingerprint = 0xdead_beef_0123_4567
        second.state = .waiting
        second.kind = .select
        second.ageSource = .snapshots
        second.flags = [.leaked, .reachabilityChecked, .approximateStack]
        var lock = Goroutine(id: 18)
        lock.state = .waiting
        lock.kind = .mutex
        lock.labels = 2
        lock.waitCount = 1
        snapshot.goroutines = [first, lock, second]
        snapshot.waits = [
            Wait(goroutine: 1, object: 1, operation: .lock),
            Wait(goroutine: 2, object: 0, operation: .receive, isSelectCase: true),
            Wait(goroutine: 2, object: 6, operation: .send, isSelectCase: true),
        ]
    }

    private static func addObjects(_ snapshot: inout GoroutineSnapshot, frame: FrameID) {
        let mutex = MutexFacts(isLocked: true, isStarving: true, waiters: 9)
        let kinds: [WaitObject.Kind] = [
            .channel(
                ChannelFacts(
                    elementSize: 24, length: 3, capacity: 8, isClosed: true, isTimer: true, elementType: "main.Job")),
            .mutex(mutex),
            .rwMutex(RWMutexFacts(writer: mutex, readers: 5, departing: -2, isWriterPending: true)),
            .waitGroup(WaitGroupFacts(counter: -3, waiters: 4)), .cond, .semaphore,
            .descriptor(
                PollFacts(
                    descriptor: 7, target: "socket:[354754]", socket: socket, readDeadline: -1, writeDeadline: 99)),
            .coroutine, .descriptor(PollFacts(descriptor: -1, target: "", socket: nil)),
        ]
        snapshot.objects = kinds.enumerated().map {
            WaitObject(
                address: 0xc000_0100_0000 &- UInt64($0.offset * 96), kind: $0.element, symbol: "main.v\($0.offset)")
        }
        snapshot.objects[1].holders = [
            HolderInference(
                goroutine: 2, confidence: 0.875, reasons: ["it locked it", "nobody else is there"], frame: frame,
                isReader: true),
            HolderInference(goroutine: 0, confidence: 0, reasons: [], frame: .none),
        ]
        snapshot.objects[2].references = []
        snapshot.objects[3].references = [2, 0, 1]
    }

    private static func addThreads(_ snapshot: inout GoroutineSnapshot) {
        snapshot.systemCalls = [
            SystemCall(
                thread: 4712, number: 0, name: "read", arguments: [7, .max, 4096, 0, 0, 1], descriptor: 7,
                target: "socket:[354754]", socket: socket),
            SystemCall(thread: 4713, number: 999, name: "syscall 999", arguments: []),
        ]
        snapshot.threads = [
            ThreadFacts(
                id: 4712, innermostID: 12, state: "S",
                systemCall: SystemCallFacts(
                    number: 202, arguments: [1, 2, 3, 4, 5, 6], stackPointer: 0x7ffe_0000, programCounter: 0x40_0000),
                registers: ThreadRegisters(
                    programCounter: 1, stackPointer: 2, framePointer: 3, linkRegister: 4, goroutineRegister: 5),
                waitChannel: "futex_wait_queue"),
            ThreadFacts(id: 4713, innermostID: 13, state: "R"),
        ]
    }

    /// Many goroutines in few stacks, each waiting for a channel of its own.
    static func many(_ count: Int, stacks: Int) -> GoroutineSnapshot {
        var snapshot = GoroutineSnapshot(source: SnapshotSource(kind: .process, name: "process 1", processID: 1))
        let ids = (0..<stacks).map { stack in
            let frames = (0..<12).map {
                snapshot.stacks.intern(function: "main.f\($0)_\(stack)", file: "/src/f\($0).go", line: Int32(stack + 1))
            }
            return snapshot.stacks.intern(innermostFirst: frames)
        }
        let creation = snapshot.stacks.intern(function: "main.main", file: "/src/main.go", line: 7)
        let reason = snapshot.stacks.strings.intern("chan receive")
        var hash: UInt64 = 1
        for index in 0..<count {
            hash = (hash ^ UInt64(index)) &* 0x9e37_79b9_7f4a_7c15
            var goroutine = Goroutine(id: UInt64(index * 2 + 18))
            goroutine.address = 0xc000_0000_0000 + hash % 0x1000_0000 & ~0x7f
            goroutine.parent = 1
            goroutine.stack = ids[index % stacks]
            goroutine.creation = creation
            goroutine.reason = reason
            goroutine.state = .waiting
            goroutine.kind = .channelReceive
            goroutine.fingerprint = hash
            goroutine.firstWait = UInt32(index)
            goroutine.waitCount = 1
            goroutine.waitingNanoseconds = Int64(hash % 600) * 1_000_000_007
            goroutine.ageSource = .runtime
            snapshot.goroutines.append(goroutine)
            snapshot.waits.append(Wait(goroutine: UInt32(index), object: UInt32(index), operation: .receive))
            let facts = ChannelFacts(elementSize: 8, length: 0, capacity: 0, isClosed: false, isTimer: false)
            snapshot.objects.append(
                WaitObject(address: goroutine.address &+ 0x4000_0000, kind: .channel(facts)))
        }
        return snapshot
    }

    /// Every stored value below one, as `path = value`. Tables with hashed parts are listed through what they offer.
    static func flatten(_ value: Any, _ path: String = "") -> [String] {
        if let table = value as? StackTable {
            let strings = (0..<UInt32(table.strings.count)).map { table.strings[StringID(rawValue: $0)] }
            let nodes = (0..<UInt32(table.count)).map { raw in
                let id = StackID(rawValue: raw)
                return "\(table.caller(id).rawValue) \(table.top(id).rawValue)"
            }
            return flatten(strings, path + ".strings") + flatten(table.frames, path + ".frames")
                + flatten(nodes, path + ".nodes")
        }
        if let quality = value as? Quality { return flatten(quality.counters, path) }
        let mirror = Mirror(reflecting: value)
        if mirror.children.isEmpty { return ["\(path) = \(String(reflecting: value))"] }
        return mirror.children.enumerated().flatMap { index, child in
            flatten(child.value, path + "." + (child.label ?? String(index)))
        }
    }
}
