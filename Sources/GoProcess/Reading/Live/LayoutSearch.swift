import Evidence
import GoBinary
import Wire

/// Works out the offsets of `runtime.g` from the goroutines themselves, for a Go version that no table knows.
///
/// Three fields give themselves away in any version: `sched.g` holds the g's own address, `goid` is small, distinct
/// and 1 for the first, behind a valid status, and `startpc` is the entry of a function. The fields between keep their
/// distance to one of these. What is found still has to pass `LayoutCheck`.
struct LayoutSearch {
    let image: LiveImage
    let memory: any MemoryReader
    /// A known layout, from which the distances are taken.
    let base: RuntimeLayout

    private static let sample = 256
    /// Bytes of a g that are looked at: half as much again as the largest known.
    private static let extent = 688

    private struct Candidate {
        var address: UInt64
        var low: UInt64
        var high: UInt64
        var bytes: Bytes

        func word(_ offset: Int) -> UInt64 { bytes.load(offset) ?? 0 }
    }

    func find() -> RuntimeLayout? {
        let goroutines = candidates()
        guard goroutines.count >= 3, let scheduled = scheduledOffset(goroutines) else { return nil }
        let gobufSize = sizeOfGobuf(goroutines, scheduled: scheduled)
        guard let id = idOffset(goroutines, after: scheduled + gobufSize),
            let start = startOffset(goroutines, after: id)
        else { return nil }
        var layout = base
        let idShift = id - base.g.id
        let startShift = start - base.g.startProgramCounter
        layout.g.scheduled = scheduled
        layout.gobuf.linkRegister = gobufSize - 16
        layout.g.syscallStackPointer = scheduled + gobufSize
        layout.g.syscallProgramCounter = scheduled + gobufSize + 8
        for field: WritableKeyPath<RuntimeLayout.G, Int> in [\.status, \.id, \.waitSince, \.waitReason, \.lockedM] {
            layout.g[keyPath: field] += idShift
        }
        for field: WritableKeyPath<RuntimeLayout.G, Int> in [
            \.parentID, \.creationProgramCounter, \.startProgramCounter, \.waiting, \.labels, \.timer, \.sleepWhen,
            \.coroutineArgument, \.bubble,
        ] where layout.g[keyPath: field] >= 0 {
            layout.g[keyPath: field] += startShift
        }
        // Small fields move from version to version; this one only sharpens comparisons.
        layout.g.trackingSequence = -1
        layout.g.size = min(Self.extent, max(layout.g.bubble, layout.g.coroutineArgument, layout.g.labels) + 16)
        return layout
    }

    /// Goroutines that have a stack, the first of the program (id 1) in front.
    private func candidates() -> [Candidate] {
        guard let pointerAddress = image.address(\.allgptr), let lengthAddress = image.address(\.allglen),
            let length = memory.word(at: lengthAddress), let pointer = memory.word(at: pointerAddress)
        else { return [] }
        return (0..<min(length, UInt64(Self.sample))).compactMap { index in
            guard let address = memory.word(at: pointer &+ index * 8),
                let bytes = try? memory.bytes(at: address, count: Self.extent), let low: UInt64 = bytes.load(0),
                let high: UInt64 = bytes.load(8), low != 0, high > low, high - low <= 1 << 31
            else { return nil }
            return Candidate(address: address, low: low, high: high, bytes: bytes)
        }
    }

    /// The first offset at which nine tenths of the goroutines satisfy a condition.
    private func offset(
        _ goroutines: [Candidate], in range: Range<Int>, _ condition: (Candidate, Int) -> Bool
    ) -> Int? {
        stride(from: range.lowerBound, to: min(range.upperBound, Self.extent - 8), by: 8).first { offset in
            goroutines.count { condition($0, offset) } * 10 >= goroutines.count * 9
        }
    }

    private func scheduledOffset(_ goroutines: [Candidate]) -> Int? {
        offset(goroutines, in: 32..<256) { goroutine, offset in
            goroutine.word(offset) == goroutine.address
                && goroutine.word(offset - base.gobuf.g) > goroutine.low
                && goroutine.word(offset - base.gobuf.g) <= goroutine.high
        }.map { $0 - base.gobuf.g }
    }

    /// The frame pointer is gobuf's last word; it points into the stack, and what follows is zero outside of calls.
    private func sizeOfGobuf(_ goroutines: [Candidate], scheduled: Int) -> Int {
        var best = base.g.syscallStackPointer - base.g.scheduled
        var bestCount = -1
        for size in stride(from: 40, through: 72, by: 8) {
            let count = goroutines.count { goroutine in
                let pointer = goroutine.word(scheduled + size - 8)
                return pointer > goroutine.low && pointer <= goroutine.high && goroutine.word(scheduled + size) == 0
            }
            if count > bestCount, count > 0 { (best, bestCount) = (size, count) }
        }
        return best
    }

    private func idOffset(_ goroutines: [Candidate], after start: Int) -> Int? {
        let states: Set<UInt32> = [0, 1, 2, 3, 4, 6, 8, 9, 10, 11]
        let distance = base.g.id - base.g.status
        return stride(from: start, to: min(start + 256, Self.extent - 8), by: 8).first { offset in
            let ids = goroutines.map { $0.word(offset) }
            guard ids.first == 1, ids.allSatisfy({ $0 > 0 && $0 < 1 << 40 }), Set(ids).count == ids.count else {
                return false
            }
            return goroutines.allSatisfy { goroutine in
                states.contains((goroutine.bytes.load(offset - distance, as: UInt32.self) ?? .max) & 0xfff)
            }
        }
    }

    private func startOffset(_ goroutines: [Candidate], after start: Int) -> Int? {
        let distance = base.g.startProgramCounter - base.g.creationProgramCounter
        return offset(goroutines, in: start + 64..<Self.extent) { goroutine, offset in
            let address = RuntimeAddress(goroutine.word(offset)).unmoved(by: image.slide)
            guard let function = image.functions.function(containing: address),
                image.functions.entry(function) == address
            else { return false }
            let creation = RuntimeAddress(goroutine.word(offset - distance)).unmoved(by: image.slide)
            return goroutine.word(offset - distance) == 0 || image.functions.function(containing: creation) != nil
        }
    }
}
