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
        var modes: LockerIndex.Modes
        var isWaiter: Bool
    }

    private let objects: [WaitObject]
    private var candidates: [WaitObjectID: [UInt32: Candidate]] = [:]
    private var references: [WaitObjectID: Set<UInt32>] = [:]

    init(objects: [WaitObject]) { self.objects = objects }

    /// Takes in the hits of one goroutine's stack.
    mutating func add(
        _ hits: [HolderSearch.Hit], frames: [SearchedFrame], position: UInt32, waitedFor: [WaitObjectID],
        lockers: inout LockerIndex
    ) {
        for hit in hits {
            let object = objects[Int(hit.object)]
            guard object.isLock else {
                if hit.isExact, !waitedFor.contains(hit.object) { references[hit.object, default: []].insert(position) }
                continue
            }
            let isWaiter = waitedFor.contains(hit.object)
            // The function that took the lock is the one that holds the pointer, or one of its callers.
            guard
                let taker = frames.indices.dropFirst(max(0, min(hit.frame, frames.count))).first(where: {
                    !lockers.modes(frames[$0].function).isEmpty
                })
            else {
                if !isWaiter, hit.isExact {
                    propose(
                        hit.object, position, 0.4, "its stack holds the address of the lock",
                        frames.last?.frame ?? .none, [], false)
                }
                continue
            }
            let modes = lockers.modes(frames[taker].function)
            // The frame from which a waiter calls Lock now proves nothing about the lock that it calls for.
            if isWaiter, taker == firstLocker(frames, &lockers) { continue }
            let base = hit.isExact ? 0.85 : 0.7
            let reason =
                hit.isExact
                ? "its stack holds the address of the lock, in or under a function that locks"
                : "its stack holds a pointer to what contains the lock, in or under a function that locks"
            // The further the pointer lies inside from the function that locks, the weaker.
            let distance = Double(taker - min(hit.frame, taker))
            propose(
                hit.object, position, base - min(0.3, 0.05 * distance), reason, frames[taker].frame, modes, isWaiter)
        }
    }

    /// A package-level lock to which the code of a locking function on the stack refers.
    mutating func addStatic(
        object: WaitObjectID, frame: Int, frames: [SearchedFrame], position: UInt32, modes: LockerIndex.Modes,
        isWaiter: Bool
    ) {
        // A waiter's innermost locking function is the one that waits.
        if isWaiter { return }
        propose(
            object, position, 0.85, "a function on its stack locks, and its code refers to this lock",
            frames[frame].frame, modes, false)
    }

    private func firstLocker(_ frames: [SearchedFrame], _ lockers: inout LockerIndex) -> Int? {
        for index in frames.indices where !lockers.modes(frames[index].function).isEmpty { return index }
        return nil
    }

    private mutating func propose(
        _ object: WaitObjectID, _ goroutine: UInt32, _ confidence: Double, _ reason: String, _ frame: FrameID,
        _ modes: LockerIndex.Modes, _ isWaiter: Bool
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
            candidate.modes.isEmpty || (readersHold ? candidate.modes.contains(.read) : candidate.modes != .read)
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
