import Evidence
import GoBinary
import Wire

/// Searches stacks for pointers to the objects that goroutines wait for: who refers to a channel, and who probably
/// holds a lock. The runtime records neither.
///
/// A goroutine is taken for a holder when a function on its stack stands between Lock and Unlock (see `LockSites`) and
/// its frame, or one that it called, will still use the lock's address or a pointer to the object that contains it;
/// or, for a package-level lock, when the function's code refers to it.
struct HolderSearch {
    /// Goroutines whose stacks are searched at most; more are left out and counted.
    static let goroutineLimit = 50_000
    /// A pointer this far below a lock may point to the structure that contains it.
    private static let nearness: UInt64 = 1024

    var sites: LockSites

    /// Objects by address, ascending.
    private var addresses: [UInt64] = []
    /// For each of them the lowest address of a pointer that counts.
    private var lowest: [UInt64] = []
    private var ids: [WaitObjectID] = []
    private var rooms: [UInt64?] = []
    private var beginsStructure: [Bool] = []

    init(functions: FunctionTable) { sites = LockSites(functions: functions) }

    /// What a goroutine's stack says of one object.
    struct Hit {
        var goroutine: UInt32
        var object: WaitObjectID
        /// Bytes from the pointer to the object; 0 for its address itself.
        var distance: UInt64
        /// Bytes from the start of the heap object that holds it; nil when unknown.
        var room: UInt64?
        /// The pointer is also that of a structure which begins with the lock.
        var isOfStructure: Bool
        var isExact: Bool { distance == 0 }
        /// Position in the goroutine's frames (physical functions, innermost first) of the one that uses the pointer.
        var frame: Int
    }

    /// - Parameter heap: tells which object of the heap a lock lies in; without it a distance has to do.
    mutating func prepare(_ objects: [WaitObject], heap: HeapMap?) {
        let order = objects.indices.filter { objects[$0].isSearchable }.sorted {
            objects[$0].address < objects[$1].address
        }
        addresses = order.map { objects[$0].address }
        ids = order.map { WaitObjectID($0) }
        let containers = order.map { position in
            objects[position].isLock ? heap?.object(containing: objects[position].address) : nil
        }
        rooms = zip(order, containers).map { position, container in
            container.map { objects[position].address - $0.base }
        }
        // The size class of a lock alone is at most this.
        beginsStructure = zip(rooms, containers).map { room, container in room == 0 && (container?.size ?? 0) > 24 }
        lowest = zip(order, rooms).map { position, room in
            let address = objects[position].address
            guard objects[position].isLock else { return address }
            return address - min(address, Self.nearness, room ?? .max)
        }
    }

    var isEmpty: Bool { addresses.isEmpty }

    /// Objects to which a word on a stack points: exactly, or to the structure that contains a lock.
    private func match(_ word: UInt64, _ body: (Int) -> Void) {
        guard word > 0x1000, word < 1 << 48, word & 3 == 0 else { return }
        var low = 0
        var high = addresses.count
        while low < high {
            let middle = (low + high) / 2
            if addresses[middle] < word { low = middle + 1 } else { high = middle }
        }
        while low < addresses.count, addresses[low] &- word <= Self.nearness {
            if word >= lowest[low] { body(low) }
            low += 1
        }
    }

    /// All hits in the words of a stack that are in use.
    func hits(_ goroutine: UInt32, words: [LiveStackWords.Word], window: StackWalker.Window) -> [Hit] {
        var result: [Hit] = []
        for place in words {
            guard let word = window.word(at: place.address) else { continue }
            match(word) { position in
                result.append(
                    Hit(
                        goroutine: goroutine, object: ids[position], distance: addresses[position] - word,
                        room: rooms[position], isOfStructure: beginsStructure[position], frame: place.frame))
            }
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
