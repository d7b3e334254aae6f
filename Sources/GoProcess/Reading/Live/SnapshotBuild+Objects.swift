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
            let (bytes, offset) = batch.location(request)
            let kind = decode(all[index].kind, bytes, offset)
            objects.update(UInt32(index)) {
                $0.kind = kind
                $0.symbol = symbol
            }
        }
    }

    private mutating func decode(_ kind: WaitObject.Kind, _ bytes: Bytes, _ offset: Int) -> WaitObject.Kind {
        func small(_ at: Int) -> UInt32 { bytes.checkedLoad(offset + at) }
        func clamped(_ at: Int) -> Int { Int(clamping: bytes.checkedLoad(offset + at, as: UInt64.self)) }
        switch kind {
        case .channel:
            let channel = layout.channel
            return .channel(
                ChannelFacts(
                    elementSize: Int(bytes.checkedLoad(offset + channel.elementSize, as: UInt16.self)),
                    length: clamped(channel.count), capacity: clamped(channel.capacity),
                    isClosed: small(channel.closed) != 0,
                    isTimer: channel.timer >= 0 && bytes.checkedLoad(offset + channel.timer, as: UInt64.self) != 0,
                    elementType: typeNames.name(bytes.checkedLoad(offset + channel.elementType))))
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
        let ids = Set(undecidedCases.map { snapshot.waits[Int($0.wait)].object }).sorted()
        let batch = BatchReader(memory)
        var heads: [(channel: UInt64, sudog: UInt64)] = []
        for start in stride(from: 0, to: ids.count, by: GoroutineBatch.size) {
            let channels = ids[start..<min(start + GoroutineBatch.size, ids.count)].map {
                objects.objects[Int($0)].address
            }
            batch.read(
                channels.map { MemoryRange(address: $0 &+ UInt64(layout.channel.senders), count: 8) }, gap: 128)
            for (request, channel) in channels.enumerated() where batch.isReadable(request) {
                let (bytes, offset) = batch.location(request)
                let head: UInt64 = bytes.checkedLoad(offset)
                if head != 0 { heads.append((channel, head)) }
            }
        }
        let limit = undecidedCases.count * 2 + snapshot.goroutines.count
        sendQueues.follow(heads: heads, limit: limit, memory: memory, layout: layout)
        for item in undecidedCases where sendQueues.isSender(item.sudog) {
            snapshot.waits[Int(item.wait)].operation = .send
        }
    }

    /// Deadlines of sleepers whose g does not hold them (before Go 1.23).
    private mutating func readTimers() {
        let items = timers.sorted { $0.key < $1.key }
        let batch = BatchReader(memory)
        for start in stride(from: 0, to: items.count, by: GoroutineBatch.size) {
            let part = items[start..<min(start + GoroutineBatch.size, items.count)]
            batch.read(part.map { MemoryRange(address: $0.value &+ UInt64(layout.timerWhen), count: 8) }, gap: 256)
            for (request, item) in part.enumerated() where batch.isReadable(request) {
                let (bytes, offset) = batch.location(request)
                snapshot.goroutines[Int(item.key)].deadline = max(0, bytes.checkedLoad(offset, as: Int64.self))
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
