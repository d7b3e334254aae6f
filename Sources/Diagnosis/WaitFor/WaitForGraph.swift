import GoProcess

/// Why one goroutine holds up those that wait for an object.
public enum BlockerRelation: UInt8, Sendable {
    /// It holds the lock.
    case holder
    /// It holds the RWMutex for reading.
    case reader
    /// It or one of the other suspects holds the lock.
    case suspect
    /// Its stack refers to the object: it could act on it.
    case reference
    /// The waiter of a WaitGroup started it.
    case child
}

/// A goroutine that holds up an object's waiters.
public struct Blocker: Hashable, Sendable {
    /// Position in `GoroutineSnapshot.goroutines`.
    public var goroutine: UInt32
    public var relation: BlockerRelation
    /// 0 to 1.
    public var confidence: Float

    public init(goroutine: UInt32, relation: BlockerRelation, confidence: Float) {
        self.goroutine = goroutine
        self.relation = relation
        self.confidence = confidence
    }
}

/// Who waits for what, and who could end the wait: goroutine → object → goroutine, as arrays of numbers, so that a
/// million goroutines cost tens of megabytes.
///
/// A goroutine is *blocked* when what it waits for has known blockers; a select is, when each of its cases has. The
/// others end a path: they run, sleep, wait for a peer or a system call, or for something that nobody is known to
/// serve.
public struct WaitForGraph: Sendable {
    public let goroutineCount: Int
    public let objectCount: Int
    /// By goroutine: its edges lead on.
    public let isBlocked: [Bool]
    /// By goroutine: position of its first wait and number of its waits, checked against the array of waits.
    let waitRanges: [Range<UInt32>]
    /// Object of each wait.
    let waitObjects: [WaitObjectID]
    private let waiterStarts: [UInt32]
    private let waiterList: [UInt32]
    private let blockerStarts: [UInt32]
    private let blockerList: [Blocker]
    private let heldStarts: [UInt32]
    private let heldList: [WaitObjectID]

    public init(_ snapshot: GoroutineSnapshot) {
        let count = snapshot.goroutines.count
        goroutineCount = count
        objectCount = snapshot.objects.count
        let ranges = WaitForGraph.ranges(snapshot)
        waitRanges = ranges
        let objects = snapshot.waits.map(\.object)
        waitObjects = objects
        let blockers = BlockerList(snapshot)
        blockerStarts = blockers.starts
        blockerList = blockers.list

        var blocked = [Bool](repeating: false, count: count)
        for (index, range) in ranges.enumerated() where !range.isEmpty {
            blocked[index] = range.allSatisfy { at in
                let object = Int(objects[Int(at)])
                return blockers.starts[object + 1] > blockers.starts[object]
            }
        }
        isBlocked = blocked
        (waiterStarts, waiterList) = WaitForGraph.inverted(ranges, objects, count: objectCount)
        (heldStarts, heldList) = blockers.byGoroutine(count: count)
    }

    /// Goroutines that wait for an object, ascending; a goroutine with two cases on it occurs once.
    public func waiters(of object: WaitObjectID) -> ArraySlice<UInt32> {
        waiterList[Int(waiterStarts[Int(object)])..<Int(waiterStarts[Int(object) + 1])]
    }

    /// Who holds up the waiters of an object: the surest first, then by goroutine.
    public func blockers(of object: WaitObjectID) -> ArraySlice<Blocker> {
        blockerList[Int(blockerStarts[Int(object)])..<Int(blockerStarts[Int(object) + 1])]
    }

    /// Objects whose waiters a goroutine holds up.
    public func held(by goroutine: UInt32) -> ArraySlice<WaitObjectID> {
        heldList[Int(heldStarts[Int(goroutine)])..<Int(heldStarts[Int(goroutine) + 1])]
    }

    /// Objects that a goroutine waits for, whether or not anything is known about them.
    public func objects(of goroutine: UInt32) -> ArraySlice<WaitObjectID> {
        let range = waitRanges[Int(goroutine)]
        return waitObjects[Int(range.lowerBound)..<Int(range.upperBound)]
    }

    private static func ranges(_ snapshot: GoroutineSnapshot) -> [Range<UInt32>] {
        let waits = snapshot.waits.count
        let objects = snapshot.objects.count
        let isSound = snapshot.waits.allSatisfy { Int($0.object) < objects }
        return snapshot.goroutines.map { goroutine in
            let first = Int(goroutine.firstWait)
            let count = Int(goroutine.waitCount)
            guard isSound, count > 0, first <= waits, count <= waits - first else { return 0..<0 }
            return goroutine.firstWait..<goroutine.firstWait + goroutine.waitCount
        }
    }

    private static func inverted(
        _ ranges: [Range<UInt32>], _ objects: [WaitObjectID], count: Int
    ) -> (starts: [UInt32], list: [UInt32]) {
        // Each object remembers the last goroutine that was counted for it, so that repeated cases count once.
        var last = [UInt32](repeating: .max, count: count)
        var starts = [UInt32](repeating: 0, count: count + 1)
        for (index, range) in ranges.enumerated() {
            for at in range where last[Int(objects[Int(at)])] != UInt32(index) {
                last[Int(objects[Int(at)])] = UInt32(index)
                starts[Int(objects[Int(at)]) + 1] += 1
            }
        }
        for index in 0..<count { starts[index + 1] += starts[index] }
        var next = starts
        var list = [UInt32](repeating: 0, count: Int(starts[count]))
        for index in 0..<count { last[index] = .max }
        for (index, range) in ranges.enumerated() {
            for at in range where last[Int(objects[Int(at)])] != UInt32(index) {
                let object = Int(objects[Int(at)])
                last[object] = UInt32(index)
                list[Int(next[object])] = UInt32(index)
                next[object] += 1
            }
        }
        return (starts, list)
    }
}
