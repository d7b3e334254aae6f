import Evidence
import GoBinary
import Wire

/// Stacks of running goroutines, whose registers nobody knows without a stop.
///
/// Seen from outside in a stack is unambiguous: the outermost return slot lies at a fixed place below the stack's
/// end, and a function that calls always leaves its return address at the same distance from its own return slot:
/// its frame size at that point. So each frame leads to the next inner one, until the innermost; what lies further in
/// is left over from calls that have returned, and cannot be told from the living. Hence the frames are marked as
/// approximate. Only for architectures that push return addresses (amd64).
extension StackWalker {
    /// Bytes in which the start of a goroutine's stack is looked for (runtime/proc.go, `newproc1`).
    private static let topArea: UInt64 = 512
    /// Largest frame that is followed.
    private static let frameSizeLimit = 64 << 10
    private static let runningFrameLimit = 200
    /// Bytes of a running goroutine's stack that are looked into, at its upper end.
    static let runningWindow: UInt64 = 256 << 10

    /// The frames that were found, as a stack, and the lowest address that belongs to them.
    /// - Parameter window: the upper end of the stack.
    mutating func approximateStack(
        _ raw: RawGoroutine, window: Window, stacks: inout StackTable
    ) -> (StackID, UInt64) {
        let found = chain(raw, window: window, stacks: &stacks)
        var stack = StackID.empty
        for item in found {
            let entry = cache.entries[item.entry]
            let first = Int(entry.firstFrame)
            for frame in cache.frames[first..<first + Int(entry.frameCount)].reversed() {
                stack = stacks.push(frame, onto: stack)
            }
        }
        return (stack, found.last.map { $0.slot } ?? raw.stackHigh)
    }

    /// The same frames with the ends of their areas, innermost first.
    mutating func approximateFrames(
        _ raw: RawGoroutine, window: Window, stacks: inout StackTable
    ) -> [SearchedFrame] {
        chain(raw, window: window, stacks: &stacks).reversed().compactMap { item in
            searchedFrame(item.entry, end: item.slot + 8 + UInt64(max(0, cache.entries[item.entry].stackDelta)))
        }
    }

    /// Return addresses from the outermost inwards: position in the cache, and the slot that holds it.
    private mutating func chain(
        _ raw: RawGoroutine, window: Window, stacks: inout StackTable
    ) -> [(entry: Int, slot: UInt64)] {
        guard !usesLinkRegister, raw.stackHigh >= 8 else { return [] }
        var result: [(entry: Int, slot: UInt64)] = []
        guard let top = topSlot(window, high: raw.stackHigh, stacks: &stacks) else { return [] }
        result.append(top)
        while result.count < Self.runningFrameLimit, let outer = result.last,
            let next = innerSlot(window, outerSlot: outer.slot, stacks: &stacks)
        {
            result.append(next)
        }
        return result
    }

    /// The slot that returns to goexit, with which every goroutine begins.
    private mutating func topSlot(
        _ window: Window, high: UInt64, stacks: inout StackTable
    ) -> (entry: Int, slot: UInt64)? {
        var slot = high - 8
        while slot >= window.start, high - slot <= Self.topArea {
            if let word = window.word(at: slot), word > 0x1000 {
                let index = cache.entryIfKnown(word, stacks: &stacks)
                if let index, cache.entries[index].isTop { return (index, slot) }
            }
            guard slot >= 8 else { break }
            slot -= 8
        }
        return nil
    }

    /// The return slot of the next inner call: the nearest one whose function's frame ends at `outerSlot`.
    private mutating func innerSlot(
        _ window: Window, outerSlot: UInt64, stacks: inout StackTable
    ) -> (entry: Int, slot: UInt64)? {
        var slot = outerSlot &- 8
        while slot >= window.start, outerSlot - slot <= UInt64(Self.frameSizeLimit) {
            if let word = window.word(at: slot), word > 0x1000, let index = cache.entryIfKnown(word, stacks: &stacks) {
                let entry = cache.entries[index]
                if entry.stackDelta >= 0, !entry.isTop,
                    slot + 8 + UInt64(entry.stackDelta) == outerSlot
                {
                    return (index, slot)
                }
            }
            guard slot >= 8 else { break }
            slot -= 8
        }
        return nil
    }
}

extension ProgramCounterCache {
    /// The entry of a return address; nil for a word that is no address inside of a Go function.
    mutating func entryIfKnown(_ word: UInt64, stacks: inout StackTable) -> Int? {
        guard isText(word) else { return nil }
        let index = entry(word, isTrap: false, stacks: &stacks)
        return entries[index].isUnknown ? nil : index
    }
}
