import Evidence
import GoBinary
import Wire

/// A snapshot under construction: each step reads one kind of evidence and adds it. See `LiveSnapshotReader.snapshot`.
struct SnapshotBuild {
    let reader: LiveSnapshotReader
    /// Taken from the reader and given back at the end: a value in a local costs no exclusivity checks.
    var walker: StackWalker
    var snapshot: GoroutineSnapshot
    var objects = ObjectRegistry()
    var typeNames: TypeNames
    var liveWords: LiveStackWords
    /// Texts and kinds of the wait reasons by number; the last one is of any other number.
    var reasons: [(StringID, WaitKind)] = []
    /// Runtime addresses of the m that runs, and the m that is locked to, goroutines that have one.
    var machines: [UInt32: UInt64] = [:]
    var lockedMachines: [UInt32: UInt64] = [:]
    /// Labels by goroutine.
    var labelPointers: [UInt32: UInt64] = [:]
    /// Sleeping goroutines whose deadline is in a timer.
    var timers: [UInt32: UInt64] = [:]
    /// Coroutines (`runtime.coro`) by goroutine.
    var coroutines: [UInt32: UInt64] = [:]
    /// Sudogs that may be in the send queue of a channel.
    var sendQueues = SendQueues()
    /// Cases of selects, whose direction the channel decides: position of the wait, and its number in `sendQueues`.
    var undecidedCases: [(wait: UInt32, sudog: UInt32)] = []
    /// Runtime addresses of all sudogs of waiting goroutines.
    var sudogs: [UInt64] = []
    /// By position in allgs.
    var remembered: [RememberedGoroutine] = []
    /// Stack pointer and upper end of each goroutine's stack, by position in `snapshot.goroutines`.
    var stackRanges: [StackRange] = []

    struct StackRange {
        var low: UInt64
        var high: UInt64
    }

    init(reader: LiveSnapshotReader, snapshot: GoroutineSnapshot) {
        self.reader = reader
        self.snapshot = snapshot
        walker = reader.takeWalker()
        liveWords = LiveStackWords(
            functions: reader.functions, usesLinkRegister: reader.executable.architecture == .arm64)
        self.snapshot.stacks = reader.takeStacks()
        typeNames = TypeNames(
            memory: reader.memory, types: reader.module.types.moved(by: reader.slide).rawValue,
            end: reader.module.etypes.moved(by: reader.slide).rawValue)
    }

    var memory: any MemoryReader { reader.memory }
    var layout: RuntimeLayout { reader.layout }

    /// Position of the goroutine whose g is at an address, for goroutines of a kind.
    func positions(where condition: (Goroutine) -> Bool) -> [UInt64: UInt32] {
        var result: [UInt64: UInt32] = [:]
        for (position, goroutine) in snapshot.goroutines.enumerated() where condition(goroutine) {
            result[goroutine.address] = UInt32(position)
        }
        return result
    }

    /// Adds a wait found after the goroutines were read.
    mutating func add(wait: Wait) {
        let position = Int(wait.goroutine)
        guard snapshot.goroutines[position].waitCount == 0 else { return }
        snapshot.goroutines[position].firstWait = UInt32(snapshot.waits.count)
        snapshot.goroutines[position].waitCount = 1
        snapshot.waits.append(wait)
    }

    /// Sorts by id and moves what refers to positions along.
    mutating func finish() {
        snapshot.objects = objects.objects
        sortGoroutines()
        if reader.globals.allp != nil, let address = globalAddress(\.allp), let count = memory.word(at: address &+ 8),
            count > 0, count <= 1 << 16
        {
            snapshot.processors = Int(count)
        }
    }

    func globalAddress(_ global: KeyPath<RuntimeGlobals, StaticAddress?>) -> UInt64? {
        reader.globals[keyPath: global].map { $0.moved(by: reader.slide).rawValue }
    }

    /// Moves each goroutine to its new position, in place: a second array of a million would be 100 MB.
    private mutating func permute(_ newPosition: [UInt32]) {
        var target = newPosition
        for start in target.indices {
            while Int(target[start]) != start {
                let other = Int(target[start])
                snapshot.goroutines.swapAt(start, other)
                stackRanges.swapAt(start, other)
                target.swapAt(start, other)
            }
        }
    }

    private mutating func sortGoroutines() {
        var order = snapshot.goroutines.indices.map { (id: snapshot.goroutines[$0].id, position: UInt32($0)) }
        guard zip(order, order.dropFirst()).contains(where: { $0.id > $1.id }) else { return }
        order.sort { $0.id < $1.id }
        var newPosition = [UInt32](repeating: 0, count: order.count)
        for (position, old) in order.enumerated() { newPosition[Int(old.position)] = UInt32(position) }
        order = []
        permute(newPosition)
        for index in snapshot.waits.indices {
            snapshot.waits[index].goroutine = newPosition[Int(snapshot.waits[index].goroutine)]
        }
        for index in snapshot.objects.indices {
            for holder in snapshot.objects[index].holders.indices {
                let old = Int(snapshot.objects[index].holders[holder].goroutine)
                snapshot.objects[index].holders[holder].goroutine = newPosition[old]
            }
            let references = snapshot.objects[index].references
            snapshot.objects[index].references = references?.map { newPosition[Int($0)] }.sorted()
        }
    }
}

/// The objects that goroutines wait for, each once.
struct ObjectRegistry {
    private(set) var objects: [WaitObject] = []
    private var channels: [UInt64: WaitObjectID] = [:]
    private var others: [UInt64: WaitObjectID] = [:]

    /// The object at an address. A channel is never at the address of another kind; the lock kinds share addresses.
    mutating func object(at address: UInt64, _ kind: WaitObject.Kind) -> WaitObjectID {
        if case .channel = kind {
            if let known = channels[address] { return known }
            channels[address] = UInt32(objects.count)
        } else {
            if let known = others[address] {
                // The inner mutex of an RWMutex has the RWMutex's address: what knows more wins.
                if case .mutex = objects[Int(known)].kind, case .rwMutex = kind { objects[Int(known)].kind = kind }
                return known
            }
            others[address] = UInt32(objects.count)
        }
        objects.append(WaitObject(address: address, kind: kind))
        return UInt32(objects.count - 1)
    }

    mutating func update(_ id: WaitObjectID, _ change: (inout WaitObject) -> Void) { change(&objects[Int(id)]) }
}
