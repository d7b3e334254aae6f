import Evidence
import GoBinary
import Wire

extension SnapshotBuild {
    /// Bytes of memory that are looked into: one to two seconds' worth.
    private static let reachabilityLimit: UInt64 = 512 << 20

    /// Marks the goroutines that nothing can wake any more: no goroutine that can run reaches what they wait for.
    ///
    /// Memory moves while it is read, so in a running target two looks have to agree: the flags appear from the second
    /// snapshot on. See `HeapReachability`.
    mutating func findUnreachable(isConsistent: Bool) {
        guard let map = heapMap(), let queues = finalizerQueues() else { return }
        let input = reachabilityInput(queues)
        let examined = try? HeapReachability.examine(input, in: map) { position in
            wordsInUse(position, of: input.goroutines[position])
        }
        guard let result = examined else { return }
        if let reason = result.notExamined {
            snapshot.quality.count("reachability.not-examined", 1, .info, reason.explanation)
            return
        }
        let earlier = reader.reachability
        reader.reachability = earlier.suffix(1) + [result]
        guard isConsistent || !earlier.isEmpty else { return }
        let confirmed = isConsistent ? result : earlier.reversed().reduce(result) { $1.confirmed(by: $0) }
        guard confirmed.notExamined == nil else { return }
        let unreachable = Set(confirmed.unreachable.map(\.id))
        for (position, examined) in input.goroutines.enumerated() where examined.waitsFor != nil {
            guard snapshot.goroutines[position].kind != .selectNoCases else { continue }
            snapshot.goroutines[position].flags.insert(.reachabilityChecked)
            if unreachable.contains(examined.id) { snapshot.goroutines[position].flags.insert(.unreachable) }
        }
    }

    /// The words of a stack that the goroutine will still use; all of them when it runs, or has moved meanwhile.
    private mutating func wordsInUse(_ position: Int, of examined: ReachabilityInput.Goroutine) -> [MemoryRange] {
        let goroutine = snapshot.goroutines[position]
        let range = examined.stack
        guard goroutine.state != .running, !goroutine.flags.contains(.unstable), range.count <= StackBatch.windowSize
        else { return [range] }
        guard let raw = readGoroutine(at: goroutine.address) else { return [range] }
        guard raw.fingerprint == goroutine.fingerprint, raw.stackHigh == range.address &+ UInt64(range.count),
            let window = readStack(range.address, high: raw.stackHigh)
        else {
            let count = raw.stackHigh &- min(raw.stackLow, raw.stackHigh)
            return [MemoryRange(address: raw.stackLow, count: Int(clamping: count))]
        }
        var ranges: [MemoryRange] = []
        for word in searchedWords(goroutine, raw, window: window).1.map(\.address).sorted() {
            if let last = ranges.last, last.address &+ UInt64(last.count) >= word {
                ranges[ranges.count - 1].count = Int(word &+ 8 &- last.address)
            } else {
                ranges.append(MemoryRange(address: word, count: 8))
            }
        }
        return ranges
    }

    func heapMap() -> HeapMap? {
        guard case .table(let minor) = reader.layoutOrigin,
            let layout = HeapLayout.known(minorVersion: minor, architecture: architecture)
        else { return nil }
        let named = reader.executable.symbol(named: "runtime.mheap_")?.address.moved(by: reader.slide).rawValue
        let module = reader.module
        guard
            let heap = named
                ?? HeapLocator.find(
                    in: [range(module.bss, module.ebss), range(module.noptrbss, module.enoptrbss)], memory: memory,
                    layout: layout, architecture: architecture)
        else { return nil }
        return try? HeapMap(memory: memory, layout: layout, heap: heap, architecture: architecture)
    }

    private func range(_ low: StaticAddress, _ high: StaticAddress) -> MemoryRange {
        MemoryRange(
            address: low.moved(by: reader.slide).rawValue, count: Int(clamping: high.rawValue &- low.rawValue))
    }

    /// Where queued finalizers and cleanups are, whose arguments are roots. In a stripped binary they are not found:
    /// then they must be at rest, or there is no answer.
    private func finalizerQueues() -> FinalizerQueues? {
        func address(_ name: String) -> UInt64? {
            reader.executable.symbol(named: name)?.address.moved(by: reader.slide).rawValue
        }
        let queues = FinalizerQueues(finalizers: address("runtime.allfin"), cleanups: address("runtime.gcCleanups"))
        guard queues.finalizers == nil else { return queues }
        let runners: Set<String> = ["runtime.runfinq", "runtime.runFinalizers", "runtime.runCleanups"]
        let areResting = snapshot.goroutines.allSatisfy { goroutine in
            !runners.contains(snapshot.text(goroutine.start))
                || ["finalizer wait", "cleanup wait"].contains(snapshot.text(goroutine.reason))
        }
        return areResting ? queues : nil
    }

    private func reachabilityInput(_ queues: FinalizerQueues) -> ReachabilityInput {
        let module = reader.module
        let goroutines = snapshot.goroutines.enumerated().map { position, goroutine in
            var stack = stackRanges[position]
            if goroutine.state == .running || goroutine.flags.contains(.unstable),
                let raw = readGoroutine(at: goroutine.address)
            {
                stack = StackRange(low: raw.stackLow, high: raw.stackHigh)
            }
            return ReachabilityInput.Goroutine(
                id: goroutine.id, fingerprint: goroutine.fingerprint,
                stack: MemoryRange(address: stack.low, count: Int(clamping: stack.high &- min(stack.low, stack.high))),
                waitsFor: waitedAddresses(goroutine))
        }
        return ReachabilityInput(
            roots: [range(module.data, module.edata), range(module.bss, module.ebss)], goroutines: goroutines,
            hidden: sudogs.flatMap {
                ReachabilityInput.hiddenWords(ofSudog: $0, layout: layout, minorVersion: reader.version.minor)
            }, processors: processors(),
            goroutineRecords: ((try? reader.goroutineAddresses()) ?? []) + systemGoroutines(),
            finalizerQueues: queues, limit: Self.reachabilityLimit)
    }

    /// What can end a goroutine's wait; nil when it can go on by itself or when that is not known.
    private func waitedAddresses(_ goroutine: Goroutine) -> [UInt64]? {
        guard goroutine.state == .waiting || goroutine.state == .leaked, !goroutine.flags.contains(.unstable),
            !goroutine.flags.contains(.system)
        else { return nil }
        switch goroutine.kind {
        case .nilChannelReceive, .nilChannelSend, .selectNoCases: return []
        case .channelReceive, .channelSend, .select, .mutex, .readLock, .writeLock, .waitGroup, .cond, .semaphore:
            let addresses = snapshot.waits(of: goroutine).map { objects.objects[Int($0.object)].address }
            return addresses.isEmpty ? nil : addresses
        default: return nil
        }
    }

    /// Addresses of the g's that threads run the scheduler and signal handlers on, which `runtime.allgs` does not have:
    /// `m.g0`, the first word of an m in all versions, and `m.gsignal`, the word behind `m.procid`.
    private func systemGoroutines() -> [UInt64] {
        guard case .table(let minor) = reader.layoutOrigin,
            let link = RuntimeStateLayout.known(minorVersion: minor, architecture: architecture)?["m.alllink"],
            let list = globalAddress(\.allm), var machine = memory.word(at: list)
        else { return [] }
        let signal = layout.m.threadID + 8
        var found: [UInt64] = []
        // A list that is damaged, or changes, must not go on for ever: there are hardly as many threads.
        for _ in 0..<1 << 16 where machine != 0 {
            guard let bytes = try? memory.bytes(at: machine, count: max(link, signal) + 8) else { break }
            for offset in [0, signal] {
                if let g: UInt64 = bytes.load(offset), g != 0 { found.append(g) }
            }
            machine = bytes.load(link, as: UInt64.self) ?? 0
        }
        return found
    }

    private var architecture: HeapArchitecture { reader.executable.architecture == .arm64 ? .arm64 : .amd64 }

    /// Addresses of the p's.
    private func processors() -> [UInt64] {
        guard let address = globalAddress(\.allp), let header = try? memory.bytes(at: address, count: 16),
            let list: UInt64 = header.load(0), let count: UInt64 = header.load(8), count <= 1 << 16,
            let words = try? memory.bytes(at: list, count: Int(count) * 8)
        else { return [] }
        return (0..<Int(count)).compactMap { words.load($0 * 8, as: UInt64.self) }
    }
}
