import Evidence
import GoBinary

/// Gathers what stacks say of locks and channels, and concludes who probably holds what.
struct HolderEvidence {
    /// The best candidacy of one goroutine for one lock.
    private struct Candidate {
        var goroutine: UInt32
        var confidence: Double
        var reasons: [String]
        var frame: FrameID
        var modes: LockModes
        var isWaiter: Bool
    }

    private let objects: [WaitObject]
    private var candidates: [WaitObjectID: [UInt32: Candidate]] = [:]
    private var references: [WaitObjectID: Set<UInt32>] = [:]

    init(objects: [WaitObject]) { self.objects = objects }

    /// Takes in the hits of one goroutine's stack.
    /// - Parameter place: the frame of the statement that took a lock.
    mutating func add(
        _ hits: [HolderSearch.Hit], frames: [SearchedFrame], position: UInt32, waitedFor: [WaitObjectID],
        sites: inout LockSites, place: (HeldLock) -> FrameID
    ) {
        for hit in hits {
            let object = objects[Int(hit.object)]
            let isWaiter = waitedFor.contains(hit.object)
            guard object.isLock else {
                if hit.isExact, !isWaiter { references[hit.object, default: []].insert(position) }
                continue
            }
            // The function that took the lock is the one that has the pointer, or one of its callers.
            let first = max(0, min(hit.frame, frames.count))
            let modes = Self.modes(of: object)
            guard let (index, held) = Self.taker(frames, from: first, hit, modes, isWaiter: isWaiter, &sites) else {
                if !isWaiter, hit.isExact, !hit.isOfStructure {
                    propose(
                        hit.object, position, 0.4, "its stack holds the address of the lock",
                        frames.last?.frame ?? .none, [], false)
                }
                continue
            }
            // The further in the pointer lies from the function that locks, the weaker.
            let distance = min(0.3, 0.05 * Double(index - first))
            for lock in held {
                let base = (hit.isExact ? 0.9 : 0.8) - (lock.holding == .yes ? 0 : 0.15)
                propose(
                    hit.object, position, base - distance, Self.reason(hit, lock.holding), place(lock), lock.mode,
                    isWaiter)
            }
        }
    }

    /// As what a lock can be taken. The mutex inside of an RWMutex is waited for as a mutex.
    private static func modes(of object: WaitObject) -> LockModes {
        if case .rwMutex = object.kind { return [.write, .read] }
        return [.mutex, .write, .read]
    }

    /// The first frame that may hold the lock of a hit, and as what.
    private static func taker(
        _ frames: [SearchedFrame], from first: Int, _ hit: HolderSearch.Hit, _ modes: LockModes, isWaiter: Bool,
        _ sites: inout LockSites
    ) -> (Int, [HeldLock])? {
        for index in frames.indices.dropFirst(first) {
            let frame = frames[index]
            let held = sites.holding(frame.function, at: frame.programCounter)
                .filter { modes.contains($0.mode) && sites.fits($0, distance: hit.distance, room: hit.room) }
            if held.isEmpty { continue }
            // In the frame that calls Lock now, what is held already is another lock.
            if isWaiter, sites.isLocking(frame.function, at: frame.programCounter) { continue }
            return (index, held)
        }
        return nil
    }

    private static func reason(_ hit: HolderSearch.Hit, _ holding: LockHolding) -> String {
        (hit.isExact
            ? "its stack still uses the address of the lock"
            : "its stack still uses a pointer to what contains the lock")
            + (holding == .yes
                ? ", and it is past a Lock and not at the Unlock yet"
                : ", and it is between a Lock and an Unlock, though another Unlock stands before it")
    }

    /// A package-level lock to which the code of a function refers that stands between Lock and Unlock.
    mutating func addStatic(
        object: WaitObjectID, frame: FrameID, position: UInt32, lock: HeldLock, isWaiter: Bool
    ) {
        guard Self.modes(of: objects[Int(object)]).contains(lock.mode) else { return }
        propose(
            object, position, lock.holding == .yes ? 0.85 : 0.7,
            "a function on its stack stands between Lock and Unlock, and its code refers to this lock", frame,
            lock.mode,
            isWaiter)
    }

    private mutating func propose(
        _ object: WaitObjectID, _ goroutine: UInt32, _ confidence: Double, _ reason: String, _ frame: FrameID,
        _ modes: LockModes, _ isWaiter: Bool
    ) {
        var candidate =
            candidates[object]?[goroutine]
            ?? Candidate(
                goroutine: goroutine, confidence: 0, reasons: [], frame: frame, modes: modes, isWaiter: isWaiter)
        if confidence > candidate.confidence {
            candidate.confidence = confidence
            candidate.frame = frame
            candidate.modes = modes
            candidate.reasons = [reason]
        }
        candidates[object, default: [:]][goroutine] = candidate
    }

    /// Writes holders and references into the objects.
    func conclude(_ registry: inout ObjectRegistry) {
        for (id, object) in objects.enumerated() {
            let id = WaitObjectID(id)
            if object.isLock {
                let holders = holders(of: id, object)
                registry.update(id) { $0.holders = holders }
            } else if object.isSearchable {
                let found = (references[id] ?? []).sorted()
                registry.update(id) { $0.references = found }
            }
        }
    }

    private func holders(of id: WaitObjectID, _ object: WaitObject) -> [HolderInference] {
        guard let found = candidates[id]?.values, !found.isEmpty else { return [] }
        let readersHold: Bool
        switch object.kind {
        case .mutex(let facts):
            guard facts.isLocked else { return [] }
            readersHold = false
        case .rwMutex(let facts):
            // A pending writer that waits for readers to leave has the inner mutex, but not yet the lock.
            readersHold = facts.departing > 0 || !facts.writer.isLocked
        default: return []
        }
        var fitting = found.filter { candidate in
            candidate.modes.isEmpty || (readersHold ? candidate.modes == .read : candidate.modes != .read)
        }
        // Somebody who does not wait for the lock himself is the likelier holder.
        if fitting.contains(where: { !$0.isWaiter }) { fitting = fitting.filter { !$0.isWaiter } }
        let best = fitting.map(\.confidence).max() ?? 0
        // A bare address on a stack counts only where nothing better is known.
        if best > 0.5 { fitting = fitting.filter { $0.confidence > 0.5 } }
        let sorted = fitting.sorted { ($1.confidence, $0.goroutine) < ($0.confidence, $1.goroutine) }
        let isShared = readersHold
        return sorted.prefix(64).map { candidate in
            var confidence = candidate.confidence
            var reasons = candidate.reasons
            if sorted.count == 1 {
                confidence = min(0.97, confidence + 0.1)
                reasons.append("no other goroutine fits")
            } else if !isShared {
                confidence /= Double(sorted.count)
                reasons.append("\(sorted.count - 1) others fit as well")
            }
            return HolderInference(
                goroutine: candidate.goroutine, confidence: confidence, reasons: reasons, frame: candidate.frame,
                isReader: readersHold)
        }
    }
}
