import Evidence
import GoBinary
import Wire

extension SnapshotBuild {
    /// Reads the state of every object that goroutines wait for, and settles the directions of select cases.
    mutating func readObjects() {
        let all = objects.objects
        for start in stride(from: 0, to: all.count, by: GoroutineBatch.size) {
            readObjects(start..<min(start + GoroutineBatch.size, all.count), of: all)
        }
        settleSelects()
        readTimers()
        linkCoroutines()
    }

    private func size(of kind: WaitObject.Kind) -> Int {
        switch kind {
        case .channel: layout.channel.size
        case .mutex: 8
        case .rwMutex: LockLayout.rwMutexSize
        case .waitGroup: LockLayout.waitGroupSize
        default: 0
        }
    }

    private mutating func readObjects(_ range: Range<Int>, of all: [WaitObject]) {
        let batch = BatchReader(memory)
        batch.read(range.map { MemoryRange(address: all[$0].address, count: size(of: all[$0].kind)) }, gap: 256)
        for (request, index) in range.enumerated() {
            let symbol = reader.symbolName(all[index].address)
            guard size(of: all[index].kind) > 0, batch.isReadable(request) else {
                if !symbol.isEmpty { objects.update(UInt32(index)) { $0.symbol = symbol } }
                continue
            }
            let (buffer, offset) = batch.location(request)
            let kind = decode(all[index].kind, buffer, offset)
            objects.update(UInt32(index)) {
                $0.kind = kind
                $0.symbol = symbol
            }
        }
    }

    private mutating func decode(_ kind: WaitObject.Kind, _ buffer: MemoryBuffer, _ offset: Int) -> WaitObject.Kind {
        func small(_ at: Int) -> UInt32 { buffer.load(offset + at) }
        func clamped(_ at: Int) -> Int { Int(clamping: buffer.load(offset + at, as: UInt64.self)) }
        switch kind {
        case .channel:
            let channel = layout.channel
            return .channel(
                ChannelFacts(
                    elementSize: Int(buffer.load(offset + channel.elementSize, as: UInt16.self)),
                    length: clamped(channel.count), capacity: clamped(channel.capacity),
                    isClosed: small(channel.closed) != 0,
                    isTimer: channel.timer >= 0 && buffer.load(offset + channel.timer, as: UInt64.self) != 0,
                    elementType: typeNames.name(buffer.load(offset + channel.elementType))))
        case .mutex: return .mutex(LockLayout.mutexFacts(small(0)))
        case .rwMutex:
            // readerCount minus rwmutexMaxReaders (1 << 30) while a writer is pending (sync/rwmutex.go).
            let count = Int(Int32(bitPattern: small(LockLayout.rwMutexReaderCount)))
            return .rwMutex(
                RWMutexFacts(
                    writer: LockLayout.mutexFacts(small(0)), readers: count < 0 ? count + 1 << 30 : count,
                    departing: Int(Int32(bitPattern: small(LockLayout.rwMutexReaderWait))), isWriterPending: count < 0))
        case .waitGroup:
            // The counter is the upper half of the state; since Go 1.25 the top bit of the lower half marks a
            // testing/synctest bubble.
            return .waitGroup(
                WaitGroupFacts(counter: Int(Int32(bitPattern: small(4))), waiters: Int(small(0) & 0x7fff_ffff)))
        default: return kind
        }
    }

    /// Decides for each case of a select whether it sends or receives: by the queue that its sudog is in.
    private mutating func settleSelects() {
        guard !undecidedCases.isEmpty else { return }
        let channels = Set(undecidedCases.map { snapshot.waits[$0.wait].object })
        var senders: Set<UInt64> = []
        let batch = BatchReader(memory)
        let ids = channels.sorted()
        var heads: [UInt64] = []
        for start in stride(from: 0, to: ids.count, by: GoroutineBatch.size) {
            let part = ids[start..<min(start + GoroutineBatch.size, ids.count)]
            batch.read(
                part.map {
                    MemoryRange(address: objects.objects[Int($0)].address &+ UInt64(layout.channel.senders), count: 8)
                }, gap: 128)
            for request in 0..<part.count where batch.isReadable(request) {
                let (buffer, offset) = batch.location(request)
                let head: UInt64 = buffer.load(offset)
                if head != 0 { heads.append(head) }
            }
        }
        var limit = undecidedCases.count * 2 + snapshot.goroutines.count
        while !heads.isEmpty, limit > 0 {
            let part = Array(heads.prefix(GoroutineBatch.size))
            heads.removeFirst(part.count)
            limit -= part.count
            let fresh = part.filter { senders.insert($0).inserted }
            batch.read(fresh.map { MemoryRange(address: $0 &+ UInt64(layout.sudog.next), count: 8) }, gap: 128)
            for request in fresh.indices where batch.isReadable(request) {
                let (buffer, offset) = batch.location(request)
                let next: UInt64 = buffer.load(offset)
                if next != 0 { heads.append(next) }
            }
        }
        for item in undecidedCases where senders.contains(item.sudog) { snapshot.waits[item.wait].operation = .send }
    }

    /// Deadlines of sleepers whose g does not hold them (before Go 1.23).
    private mutating func readTimers() {
        let items = timers.sorted { $0.key < $1.key }
        let batch = BatchReader(memory)
        for start in stride(from: 0, to: items.count, by: GoroutineBatch.size) {
            let part = items[start..<min(start + GoroutineBatch.size, items.count)]
            batch.read(part.map { MemoryRange(address: $0.value &+ UInt64(layout.timerWhen), count: 8) }, gap: 256)
            for (request, item) in part.enumerated() where batch.isReadable(request) {
                let (buffer, offset) = batch.location(request)
                snapshot.goroutines[Int(item.key)].deadline = max(0, buffer.load(offset, as: Int64.self))
            }
        }
    }

    /// A goroutine that waits in a coroutine switch is resumed by the one that the coroutine holds.
    private mutating func linkCoroutines() {
        for (position, coroutine) in coroutines.sorted(by: { $0.key < $1.key }) {
            let object = objects.object(at: coroutine, .coroutine)
            add(wait: Wait(goroutine: position, object: object, operation: .resume))
        }
    }
}

extension LiveSnapshotReader {
    /// Name of the package-level variable at a runtime address; empty when it lies elsewhere or nothing tells.
    func symbolName(_ address: UInt64) -> String {
        let fixed = RuntimeAddress(address).unmoved(by: slide)
        guard module.holdsVariable(fixed) else { return "" }
        return executable.symbol(containing: fixed) ?? ""
    }
}
