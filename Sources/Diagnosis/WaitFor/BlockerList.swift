import Evidence
import GoProcess

/// The blockers of all objects, back to back.
struct BlockerList {
    /// Position of each object's first blocker; one more than there are objects.
    private(set) var starts: [UInt32] = [0]
    private(set) var list: [Blocker] = []

    /// Holders are trusted as the reader rates them; a reference only says that a goroutine could act.
    private static let referenceConfidence: Float = 0.6
    private static let childConfidence: Float = 0.5
    /// A holder less sure than this leads nowhere.
    private static let minimumConfidence = 0.25
    /// A holder as sure as this needs no comparison with the others.
    private static let clearConfidence = 0.5
    private static let suspectLimit = 64
    /// What the reader gives for an address outside of any function that locks, when no other goroutine fits.
    static let bareConfidence = 0.5

    init(_ snapshot: GoroutineSnapshot) {
        let count = UInt32(clamping: snapshot.goroutines.count)
        let children = Children(snapshot)
        let creators = BlockerList.creators(snapshot)
        starts.reserveCapacity(snapshot.objects.count + 1)
        for (index, object) in snapshot.objects.enumerated() {
            appendHolders(of: object, snapshot, parents: creators[UInt32(index)] ?? [])
            switch object.kind {
            case .channel(let facts) where !facts.isTimer: appendReferences(of: object, count: count)
            case .coroutine: appendReferences(of: object, count: count)
            case .waitGroup:
                appendReferences(of: object, count: count)
                if Int(starts[index]) == list.count { appendChildren(children.of(object: UInt32(index))) }
            default: break
            }
            starts.append(UInt32(list.count))
        }
    }

    /// Who started the waiters of each lock for which only weak holders are known.
    private static func creators(_ snapshot: GoroutineSnapshot) -> [UInt32: Set<UInt64>] {
        var isWeak = [Bool](repeating: false, count: snapshot.objects.count)
        for (index, object) in snapshot.objects.enumerated() {
            isWeak[index] = object.holders.contains { $0.confidence <= bareConfidence }
        }
        guard isWeak.contains(true) else { return [:] }
        var result: [UInt32: Set<UInt64>] = [:]
        for wait in snapshot.waits where Int(wait.object) < isWeak.count && isWeak[Int(wait.object)] {
            guard Int(wait.goroutine) < snapshot.goroutines.count else { continue }
            result[wait.object, default: []].insert(snapshot.goroutines[Int(wait.goroutine)].parent)
        }
        return result
    }

    private mutating func appendHolders(
        of object: WaitObject, _ snapshot: GoroutineSnapshot, parents: Set<UInt64>
    ) {
        let count = UInt32(clamping: snapshot.goroutines.count)
        switch object.kind {
        case .mutex: appendHolder(of: object, snapshot, parents: parents)
        case .rwMutex:
            for holder in object.holders where BlockerList.isPlausible(holder, snapshot, parents: parents) {
                append(holder, count: count)
            }
        default: return
        }
    }

    /// A Mutex has one holder: the guess that stands out, if one does.
    ///
    /// Among several that fit equally well, the only one at a place of its own is the likelier holder: of goroutines
    /// with the same stack each would have to be it. Otherwise all are suspects.
    private mutating func appendHolder(
        of object: WaitObject, _ snapshot: GoroutineSnapshot, parents: Set<UInt64>
    ) {
        let fitting = object.holders.filter { BlockerList.isPlausible($0, snapshot, parents: parents) }
        guard let best = fitting.first else { return }
        if best.confidence >= BlockerList.clearConfidence || fitting.count == 1 {
            append(best, count: UInt32(clamping: snapshot.goroutines.count))
            return
        }
        var sizes: [StackID: Int] = [:]
        for holder in fitting { sizes[snapshot.goroutines[Int(holder.goroutine)].stack, default: 0] += 1 }
        let alone = fitting.filter { sizes[snapshot.goroutines[Int($0.goroutine)].stack] == 1 }
        let total = fitting.reduce(0) { $0 + $1.confidence }
        if alone.count == 1, let only = alone.first {
            let confidence = Float(max(only.confidence, min(0.9, total) * 0.6))
            list.append(Blocker(goroutine: only.goroutine, relation: .holder, confidence: confidence))
            return
        }
        for holder in fitting.prefix(BlockerList.suspectLimit) {
            list.append(
                Blocker(goroutine: holder.goroutine, relation: .suspect, confidence: Float(holder.confidence)))
        }
    }

    /// A bare address on a stack is no sign of holding where its owner made the lock for others: it started those who
    /// wait, or rests for ever.
    static func isPlausible(_ holder: HolderInference, _ snapshot: GoroutineSnapshot, parents: Set<UInt64>) -> Bool {
        guard Int(holder.goroutine) < snapshot.goroutines.count else { return false }
        if holder.confidence > bareConfidence { return true }
        let goroutine = snapshot.goroutines[Int(holder.goroutine)]
        return goroutine.kind != .selectNoCases && !parents.contains(goroutine.id)
    }

    private mutating func append(_ holder: HolderInference, count: UInt32) {
        guard holder.goroutine < count, holder.confidence >= BlockerList.minimumConfidence else { return }
        list.append(
            Blocker(
                goroutine: holder.goroutine, relation: holder.isReader ? .reader : .holder,
                confidence: Float(holder.confidence)))
    }

    private mutating func appendReferences(of object: WaitObject, count: UInt32) {
        for goroutine in object.references ?? [] where goroutine < count {
            list.append(
                Blocker(goroutine: goroutine, relation: .reference, confidence: BlockerList.referenceConfidence))
        }
    }

    private mutating func appendChildren(_ children: [UInt32]) {
        for child in children {
            list.append(Blocker(goroutine: child, relation: .child, confidence: BlockerList.childConfidence))
        }
    }

    /// For each goroutine the objects that it holds up.
    func byGoroutine(count: Int) -> (starts: [UInt32], list: [WaitObjectID]) {
        var starts = [UInt32](repeating: 0, count: count + 1)
        for blocker in list { starts[Int(blocker.goroutine) + 1] += 1 }
        for index in 0..<count { starts[index + 1] += starts[index] }
        var next = starts
        var result = [WaitObjectID](repeating: 0, count: list.count)
        for object in 0..<self.starts.count - 1 {
            for at in self.starts[object]..<self.starts[object + 1] {
                let goroutine = Int(list[Int(at)].goroutine)
                result[Int(next[goroutine])] = WaitObjectID(object)
                next[goroutine] += 1
            }
        }
        return (starts, result)
    }
}

/// The goroutines that waiters of WaitGroups started: who most probably calls Done.
struct Children {
    private var byObject: [UInt32: [UInt32]] = [:]

    init(_ snapshot: GoroutineSnapshot) {
        var waiterOf: [UInt64: UInt32] = [:]
        for wait in snapshot.waits where Int(wait.object) < snapshot.objects.count {
            guard case .waitGroup = snapshot.objects[Int(wait.object)].kind,
                Int(wait.goroutine) < snapshot.goroutines.count
            else { continue }
            waiterOf[snapshot.goroutines[Int(wait.goroutine)].id] = wait.object
        }
        guard !waiterOf.isEmpty else { return }
        for (index, goroutine) in snapshot.goroutines.enumerated() where goroutine.parent != 0 {
            guard let object = waiterOf[goroutine.parent], waiterOf[goroutine.id] != object,
                Self.maySignal(goroutine, snapshot)
            else { continue }
            byObject[object, default: []].append(UInt32(index))
        }
    }

    func of(object: UInt32) -> [UInt32] { byObject[object] ?? [] }

    /// What Go's library starts for itself on the way, such as the reader of a server's connection, calls no Done.
    static func maySignal(_ child: Goroutine, _ snapshot: GoroutineSnapshot) -> Bool {
        guard child.creation != .none else { return true }
        let package = FunctionName.package(snapshot.stacks.functionName(child.creation))
        return package == "sync" || !FunctionName.isStandard(package: package)
    }
}
