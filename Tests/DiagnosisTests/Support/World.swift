import Evidence
import GoBinary
import GoProcess

@testable import Diagnosis

/// A small encoder of synthetic snapshots: goroutines by their stacks, objects by their kind, and who waits for what.
struct World {
    var snapshot: GoroutineSnapshot
    private var waits: [[Wait]] = []
    private var nextAddress: UInt64 = 0xc000_0100_0000

    init(_ kind: SnapshotSource.Kind = .process, at seconds: Double = 0) {
        snapshot = GoroutineSnapshot(
            source: SnapshotSource(kind: kind, name: "process 4711", processID: kind == .process ? 4711 : nil))
        snapshot.goVersion = "go1.27.3"
        if kind != .text { snapshot.monotonicTime = 1_000_000_000_000 + Int64(seconds * 1e9) }
    }

    /// Frames are written `function` or `function file:line`, innermost first.
    mutating func stack(_ frames: [String]) -> StackID {
        let ids = frames.map { frame($0) }
        return snapshot.stacks.intern(innermostFirst: ids)
    }

    mutating func frame(_ text: String) -> FrameID {
        let parts = text.split(separator: " ", maxSplits: 1)
        let place = parts.count > 1 ? parts[1].split(separator: ":") : []
        return snapshot.stacks.intern(
            function: String(parts[0]), file: place.first.map(String.init) ?? "main.go",
            line: place.count > 1 ? Int32(place[1]) ?? 1 : 1)
    }

    /// Adds a goroutine; its position is returned. Ids begin at 2, since 1 is the main goroutine.
    @discardableResult
    mutating func go(
        _ frames: [String], _ reason: String = "", state: GoroutineState? = nil, created: String = "main.main",
        parent: UInt64 = 1, age: Double? = nil, id: UInt64? = nil, flags: GoroutineFlags = []
    ) -> UInt32 {
        let index = UInt32(snapshot.goroutines.count)
        var goroutine = Goroutine(id: id ?? (snapshot.goroutines.last?.id ?? 1) + 1)
        goroutine.stack = stack(frames)
        goroutine.state = state ?? (reason.isEmpty ? .running : .waiting)
        goroutine.reason = snapshot.stacks.strings.intern(reason)
        goroutine.kind = WaitKind(reason: reason)
        goroutine.parent = parent
        goroutine.creation = created.isEmpty ? .none : frame(created)
        goroutine.flags = flags
        // A reader's fingerprint changes with every move; here a goroutine stands still unless a test says otherwise.
        goroutine.fingerprint = snapshot.source.kind == .process ? 77 : 0
        if let age {
            goroutine.waitingNanoseconds = Int64(age * 1e9)
            goroutine.ageSource = snapshot.source.kind == .text ? .text : .runtime
        }
        snapshot.goroutines.append(goroutine)
        waits.append([])
        return index
    }

    mutating func object(_ kind: WaitObject.Kind, symbol: String = "", address: UInt64? = nil) -> WaitObjectID {
        nextAddress += 0x40
        snapshot.objects.append(WaitObject(address: address ?? nextAddress, kind: kind, symbol: symbol))
        return WaitObjectID(snapshot.objects.count - 1)
    }

    mutating func mutex(symbol: String = "", heldBy holder: UInt32? = nil, _ confidence: Double = 0.9) -> WaitObjectID {
        let id = object(.mutex(MutexFacts(isLocked: true, isStarving: false, waiters: 1)), symbol: symbol)
        if let holder { hold(id, holder, confidence) }
        return id
    }

    mutating func channel(
        capacity: Int = 0, length: Int = 0, elementSize: Int = 8, symbol: String = "", references: [UInt32]? = nil
    ) -> WaitObjectID {
        let facts = ChannelFacts(
            elementSize: elementSize, length: length, capacity: capacity, isClosed: false, isTimer: false)
        let id = object(.channel(facts), symbol: symbol)
        snapshot.objects[Int(id)].references = references
        return id
    }

    mutating func socket(
        local: String = "127.0.0.1:41000", remote: String, sendQueue: UInt64 = 0, deadline: Int64 = 0
    ) -> WaitObjectID {
        let facts = SocketFacts(
            network: "tcp", inode: 9, local: local, remote: remote, state: "ESTABLISHED", sendQueue: sendQueue,
            receiveQueue: 0)
        return object(
            .descriptor(
                PollFacts(descriptor: 11, target: "socket:[9]", socket: facts, readDeadline: deadline)))
    }

    mutating func hold(_ object: WaitObjectID, _ holder: UInt32, _ confidence: Double = 0.9, isReader: Bool = false) {
        snapshot.objects[Int(object)].holders.append(
            HolderInference(
                goroutine: holder, confidence: confidence, reasons: ["its stack holds the address of the lock"],
                frame: .none,
                isReader: isReader))
    }

    mutating func wait(_ goroutine: UInt32, _ object: WaitObjectID, _ operation: WaitOperation, isSelect: Bool = false)
    {
        waits[Int(goroutine)].append(
            Wait(goroutine: goroutine, object: object, operation: operation, isSelectCase: isSelect))
    }

    mutating func call(_ goroutine: UInt32, _ name: String, descriptor: Int32 = 3, target: String) {
        snapshot.goroutines[Int(goroutine)].systemCall = Int32(snapshot.systemCalls.count)
        snapshot.goroutines[Int(goroutine)].state = .systemCall
        snapshot.systemCalls.append(
            SystemCall(thread: 1, number: 0, name: name, arguments: [], descriptor: descriptor, target: target))
    }

    /// Has all goroutines move between the looks.
    mutating func move(_ look: Int) {
        for index in snapshot.goroutines.indices { snapshot.goroutines[index].fingerprint = UInt64(look + 1) }
    }

    /// The snapshot with its waits grouped by goroutine.
    func built() -> GoroutineSnapshot {
        var result = snapshot
        result.waits = []
        for index in result.goroutines.indices {
            result.goroutines[index].firstWait = UInt32(result.waits.count)
            result.goroutines[index].waitCount = UInt32(waits[index].count)
            result.waits += waits[index]
        }
        return result
    }

    /// `count` looks at a world in which nothing moves, `seconds` apart in all.
    static func sequence(
        _ count: Int = 3, seconds: Double = 2, _ build: (_ world: inout World, _ look: Int) -> Void
    ) -> [GoroutineSnapshot] {
        (0..<count).map { look in
            var world = World(at: count > 1 ? seconds * Double(look) / Double(count - 1) : 0)
            build(&world, look)
            return world.built()
        }
    }
}

/// Stacks as Go prints them, innermost first.
enum Frames {
    static let lock = ["runtime.gopark", "internal/sync.(*Mutex).lockSlow", "sync.(*Mutex).Lock"]
    static let receive = ["runtime.gopark", "runtime.chanrecv", "runtime.chanrecv1"]
    static let send = ["runtime.gopark", "runtime.chansend", "runtime.chansend1"]
    static let select = ["runtime.gopark", "runtime.selectgo"]
    static let sleep = ["runtime.gopark", "time.Sleep"]
    static let waitGroup = ["runtime.gopark", "sync.runtime_SemacquireWaitGroup", "sync.(*WaitGroup).Wait"]
    static let read = [
        "runtime.gopark", "runtime.netpollblock", "internal/poll.runtime_pollWait", "internal/poll.(*pollDesc).wait",
        "internal/poll.(*FD).Read", "net.(*netFD).Read", "net.(*conn).Read",
    ]
    static let write = [
        "runtime.gopark", "internal/poll.runtime_pollWait", "internal/poll.(*FD).Write", "net.(*netFD).Write",
        "net.(*conn).Write",
    ]
    static let handler = [
        "net/http.HandlerFunc.ServeHTTP", "net/http.serverHandler.ServeHTTP", "net/http.(*conn).serve",
    ]
    static let roundTrip = [
        "runtime.gopark", "runtime.selectgo", "net/http.(*persistConn).roundTrip", "net/http.(*Transport).roundTrip",
        "net/http.(*Client).do", "net/http.(*Client).Get",
    ]
    static let readLoop =
        read + ["net/http.(*persistConn).Read", "bufio.(*Reader).Peek"] + [
            "net/http.(*persistConn).readLoop"
        ]
    static let writeLoop = select + ["net/http.(*persistConn).writeLoop"]
}

extension DiagnosisReport {
    var causes: [String] { findings.map(\.cause.rawValue) }
    var first: Finding? { findings.first }
}

func diagnose(_ snapshots: [GoroutineSnapshot]) -> DiagnosisReport { diagnosed(snapshots) }
