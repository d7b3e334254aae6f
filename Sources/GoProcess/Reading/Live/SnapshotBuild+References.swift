import Evidence
import GoBinary
import Wire

/// A physical frame of a stack under search.
struct SearchedFrame {
    var function: FunctionTable.FunctionIndex
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
        var search = HolderSearch(
            functions: reader.functions, slide: reader.slide, module: reader.module, layout: layout)
        search.prepare(objects.objects)
        guard !search.isEmpty else { return }
        let chosen = goroutinesToSearch(limitPerStack)
        var evidence = HolderEvidence(objects: objects.objects)
        for position in chosen {
            let goroutine = snapshot.goroutines[Int(position)]
            guard let raw = readGoroutine(at: goroutine.address), raw.id == goroutine.id,
                raw.state == .running || raw.fingerprint == goroutine.fingerprint,
                let window = readStack(stackRanges[Int(position)].low, high: raw.stackHigh)
            else { continue }
            let frames = searchedFrames(goroutine, raw, window: window)
            let hits = search.hits(position, window: window, bounds: frames.map(\.end))
            let waited = snapshot.waits(of: goroutine).map(\.object)
            evidence.add(hits, frames: frames, position: position, waitedFor: waited, lockers: &search.lockers)
            addStaticReferences(frames, position: position, waitedFor: waited, search: &search, evidence: &evidence)
        }
        evidence.conclude(&objects)
    }

    private mutating func searchedFrames(
        _ goroutine: Goroutine, _ raw: RawGoroutine, window: StackWalker.Window
    ) -> [SearchedFrame] {
        goroutine.state == .running
            ? walker.approximateFrames(raw, stacks: &snapshot.stacks)
            : walker.physicalFrames(raw.walkStart, window: window, stacks: &snapshot.stacks)
    }

    /// A package-level lock needs no pointer on the stack: the code names it.
    private func addStaticReferences(
        _ frames: [SearchedFrame], position: UInt32, waitedFor: [WaitObjectID], search: inout HolderSearch,
        evidence: inout HolderEvidence
    ) {
        for (id, object) in objects.objects.enumerated() where object.isLock {
            let address = RuntimeAddress(object.address).unmoved(by: reader.slide)
            guard reader.module.holdsVariable(address) else { continue }
            for (index, frame) in frames.enumerated() {
                let modes = search.lockers.modes(frame.function)
                guard !modes.isEmpty, reader.functions.refers(frame.function, to: address) else { continue }
                evidence.addStatic(
                    object: WaitObjectID(id), frame: index, frames: frames, position: position, modes: modes,
                    isWaiter: waitedFor.contains(WaitObjectID(id)))
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
