import Evidence
import GoBinary
import Wire

/// Searches stacks for pointers to the objects that goroutines wait for: who refers to a channel, and who probably
/// holds a lock. The runtime records neither.
///
/// A goroutine is taken for a holder when a function on its stack contains a call of Lock (inlined or not) and its
/// frame, or one that it called, holds the lock's address or a pointer to the object that contains it; or, for a
/// package-level lock, when the function's code refers to it.
struct HolderSearch {
    /// Goroutines whose stacks are searched at most; more are left out and counted.
    static let goroutineLimit = 50_000
    /// A pointer this far below a lock may point to the structure that contains it.
    private static let nearness: UInt64 = 1024

    let layout: RuntimeLayout
    let functions: FunctionTable
    let slide: Slide
    let module: ModuleData
    var lockers: LockerIndex

    /// Objects by address, ascending.
    private var addresses: [UInt64] = []
    private var ids: [WaitObjectID] = []

    init(functions: FunctionTable, slide: Slide, module: ModuleData, layout: RuntimeLayout) {
        self.functions = functions
        self.slide = slide
        self.module = module
        self.layout = layout
        lockers = LockerIndex(functions: functions)
    }

    /// What a goroutine's stack says of one object.
    struct Hit {
        var goroutine: UInt32
        var object: WaitObjectID
        /// The address itself, not one just below it, lies on the stack.
        var isExact: Bool
        /// Position in the goroutine's frames (physical functions, innermost first) whose area holds the pointer.
        var frame: Int
    }

    mutating func prepare(_ objects: [WaitObject]) {
        let order = objects.indices.filter { objects[$0].isSearchable }.sorted {
            objects[$0].address < objects[$1].address
        }
        addresses = order.map { objects[$0].address }
        ids = order.map { WaitObjectID($0) }
    }

    var isEmpty: Bool { addresses.isEmpty }

    /// Objects to which a word on a stack points: exactly, or to at most `nearness` bytes before a lock.
    private func match(_ word: UInt64, _ body: (Int, Bool) -> Void) {
        guard word > 0x1000, word < 1 << 48, word & 3 == 0 else { return }
        var low = 0
        var high = addresses.count
        while low < high {
            let middle = (low + high) / 2
            if addresses[middle] < word { low = middle + 1 } else { high = middle }
        }
        while low < addresses.count, addresses[low] &- word <= Self.nearness {
            body(low, addresses[low] == word)
            low += 1
        }
    }

    /// All hits in the part of a stack that `window` holds. `bounds` are the stack pointers at which the areas of the
    /// physical frames end, innermost first.
    func hits(_ goroutine: UInt32, window: StackWalker.Window, bounds: [UInt64]) -> [Hit] {
        var result: [Hit] = []
        var frame = 0
        var address = window.start
        let end = window.start + UInt64(window.count & ~7)
        while address < end {
            while frame < bounds.count, address >= bounds[frame] { frame += 1 }
            if let word = window.word(at: address) {
                match(word) { position, isExact in
                    result.append(Hit(goroutine: goroutine, object: ids[position], isExact: isExact, frame: frame))
                }
            }
            address += 8
        }
        return result
    }
}

extension WaitObject {
    /// Whether pointers to it are looked for on stacks.
    var isSearchable: Bool {
        switch kind {
        case .channel, .mutex, .rwMutex, .waitGroup: true
        default: false
        }
    }

    var isLock: Bool {
        switch kind {
        case .mutex, .rwMutex: true
        default: false
        }
    }
}

/// Which functions take locks, found once for each function: by its inline tree, or by a call in its code.
struct LockerIndex {
    struct Modes: OptionSet {
        let rawValue: UInt8
        static let mutex = Modes(rawValue: 1)
        static let write = Modes(rawValue: 2)
        static let read = Modes(rawValue: 4)
    }

    private let functions: FunctionTable
    private var known: [FunctionTable.FunctionIndex: Modes] = [:]
    private let targets: [(FunctionTable.FunctionIndex, Modes)]

    private static let modes: [String: Modes] = [
        "sync.(*Mutex).Lock": .mutex, "sync.(*Mutex).TryLock": .mutex, "sync.(*Mutex).lockSlow": .mutex,
        "internal/sync.(*Mutex).Lock": .mutex, "internal/sync.(*Mutex).lockSlow": .mutex,
        "sync.(*RWMutex).Lock": .write, "sync.(*RWMutex).TryLock": .write, "sync.(*RWMutex).RLock": .read,
        "sync.(*RWMutex).TryRLock": .read, "sync.(*rlocker).Lock": .read,
    ]

    init(functions: FunctionTable) {
        self.functions = functions
        targets = Self.modes.keys.sorted().compactMap { name in
            guard let function = functions.function(named: name), let mode = Self.modes[name] else { return nil }
            return (function, mode)
        }
    }

    /// How a function takes locks; empty when it takes none, or when it belongs to the lock's own implementation.
    mutating func modes(_ function: FunctionTable.FunctionIndex) -> Modes {
        if let known = known[function] { return known }
        var result: Modes = []
        let name = functions.name(function)
        if !name.hasPrefix("sync.(*Mutex)"), !name.hasPrefix("sync.(*RWMutex)"), !name.hasPrefix("internal/sync."),
            !name.hasPrefix("runtime.")
        {
            for inlined in functions.inlinedFunctionNames(function) { result.formUnion(Self.modes[inlined] ?? []) }
            for (target, mode) in targets where !result.contains(mode) {
                if functions.calls(function, target) { result.formUnion(mode) }
            }
        }
        known[function] = result
        return result
    }
}
