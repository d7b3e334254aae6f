import Evidence
import GoBinary
import Wire

/// A physical frame of a stack under search.
struct SearchedFrame {
    var function: FunctionTable.FunctionIndex
    /// Where it goes on: the return address of its call.
    var programCounter: StaticAddress
    /// Innermost logical frame.
    var frame: FrameID
    /// Stack pointer behind the frame's area.
    var end: UInt64
}

extension SnapshotBuild {
    /// Fills in `references` and `holders` of the objects, from the stacks of the goroutines that may act on them.
    ///
    /// - Parameter limitPerStack: goroutines that are searched of those with the same stack.
    mutating func searchHolders(limitPerStack: Int) {
        var search = HolderSearch(functions: reader.functions)
        search.prepare(objects.objects, heap: heapMap())
        guard !search.isEmpty else { return }
        let chosen = goroutinesToSearch(limitPerStack)
        let locks = staticLocks()
        var evidence = HolderEvidence(objects: objects.objects)
        let batch = StackBatch(memory: memory, layout: layout)
        for (number, position) in chosen.enumerated() {
            if number % StackBatch.size == 0 {
                batch.read(chosen[number..<min(number + StackBatch.size, chosen.count)], in: self)
            }
            let goroutine = snapshot.goroutines[Int(position)]
            // One that moved meanwhile may have given the lock back.
            guard let (raw, window) = batch.stack(number % StackBatch.size), raw.fingerprint == goroutine.fingerprint
            else { continue }
            let (frames, words) = searchedWords(goroutine, raw, window: window)
            let hits = search.hits(position, words: words, window: window)
            let waited = snapshot.waits(of: goroutine).map(\.object)
            evidence.add(hits, frames: frames, position: position, waitedFor: waited, sites: &search.sites) {
                takingFrame($0)
            }
            if !locks.isEmpty {
                addStaticHolders(
                    of: locks, frames, position: position, waitedFor: waited, &search.sites, &evidence)
            }
        }
        evidence.conclude(&objects)
    }

    /// The frames of a stack, and the words that they will still use.
    mutating func searchedWords(
        _ goroutine: Goroutine, _ raw: RawGoroutine, window: StackWalker.Window
    ) -> ([SearchedFrame], [LiveStackWords.Word]) {
        if raw.state == .running {
            let frames = walker.approximateFrames(raw, window: window, stacks: &snapshot.stacks)
            return (frames, LiveStackWords.all(frames, from: window.start, to: window.start + UInt64(window.count)))
        }
        let (frames, isComplete) = walker.physicalFrames(raw.walkStart, window: window, stacks: &snapshot.stacks)
        let words = liveWords.words(frames, window: window, isComplete: isComplete)
        return (frames, words)
    }

    /// Locks that are package-level variables, which need no pointer on the stack: the code names them.
    private func staticLocks() -> [(id: WaitObjectID, address: StaticAddress)] {
        objects.objects.enumerated().compactMap { id, object in
            guard object.isLock else { return nil }
            let address = RuntimeAddress(object.address).unmoved(by: reader.slide)
            return reader.module.holdsVariable(address) ? (WaitObjectID(id), address) : nil
        }
    }

    /// The frame of the statement that took a lock.
    private mutating func takingFrame(_ lock: HeldLock) -> FrameID {
        walker.frame(lock.site.moved(by: reader.slide).rawValue, isTrap: true, stacks: &snapshot.stacks)
    }

    private mutating func addStaticHolders(
        of locks: [(id: WaitObjectID, address: StaticAddress)], _ frames: [SearchedFrame], position: UInt32,
        waitedFor: [WaitObjectID], _ sites: inout LockSites, _ evidence: inout HolderEvidence
    ) {
        for frame in frames {
            let held = sites.holding(frame.function, at: frame.programCounter)
            if held.isEmpty { continue }
            let isLocking = sites.isLocking(frame.function, at: frame.programCounter)
            for lock in locks {
                let isWaiter = waitedFor.contains(lock.id)
                // In the frame that calls Lock now, what is held already is another lock.
                if isWaiter && isLocking || !sites.refers(frame.function, to: lock.address) { continue }
                for one in held {
                    evidence.addStatic(
                        object: lock.id, frame: takingFrame(one), position: position, lock: one, isWaiter: isWaiter)
                }
            }
        }
    }

    /// The goroutines to search: all, up to a limit for each stack and in all.
    private mutating func goroutinesToSearch(_ limitPerStack: Int) -> [UInt32] {
        var perStack: [StackID: Int] = [:]
        var result: [UInt32] = []
        var left = 0
        for (position, goroutine) in snapshot.goroutines.enumerated()
        where !goroutine.flags.contains(.system) && !goroutine.flags.contains(.unstable) {
            let seen = perStack[goroutine.stack, default: 0]
            guard seen < limitPerStack, result.count < HolderSearch.goroutineLimit else {
                left += 1
                continue
            }
            perStack[goroutine.stack] = seen + 1
            result.append(UInt32(position))
        }
        snapshot.quality.count(
            "holders.not-searched", left, .info,
            "goroutines whose stacks were not searched for locks and channels, since \(limitPerStack) "
                + "with the same stack were")
        return result
    }
}
