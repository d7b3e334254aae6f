import Evidence
import GoBinary
import Wire

/// Where the fields of the lock types of package sync lie. The same in all versions from 1.21 to 1.27, on 64 bits.
enum LockLayout {
    static let mutexSemaphore: UInt64 = 4
    static let rwMutexWriterSemaphore: UInt64 = 8
    static let rwMutexReaderSemaphore: UInt64 = 12
    static let rwMutexReaderCount = 16
    static let rwMutexReaderWait = 20
    static let waitGroupSemaphore: UInt64 = 8
    static let rwMutexSize = 24
    static let waitGroupSize = 16
    static let semaphoreRoots = 251
    /// A cache line (internal/cpu.CacheLinePadSize).
    static func semaphoreRootSize(_ architecture: Executable.Architecture) -> Int { architecture == .arm64 ? 128 : 64 }

    static func mutexFacts(_ state: UInt32) -> MutexFacts {
        MutexFacts(isLocked: state & 1 != 0, isStarving: state & 4 != 0, waiters: Int(state >> 3))
    }
}

extension SnapshotBuild {
    /// The lock, group or condition behind the address that a sudog or the semaphore table holds, and what is done
    /// to it; nil when the reason belongs to no such wait.
    func lockObject(
        _ kind: WaitKind, element: UInt64, stack: StackID
    ) -> (address: UInt64, WaitObject.Kind, WaitOperation)? {
        guard element > 0x1000 else { return nil }
        let mutex = MutexFacts(isLocked: false, isStarving: false, waiters: 0)
        let rwMutex = RWMutexFacts(writer: mutex, readers: 0, departing: 0, isWriterPending: false)
        switch kind {
        case .mutex:
            let address = element - LockLayout.mutexSemaphore
            // A writer that waits for another writer waits for the inner mutex, at the same address.
            return calls(stack, "sync.(*RWMutex).Lock")
                ? (address, .rwMutex(rwMutex), .lock) : (address, .mutex(mutex), .lock)
        case .readLock: return (element - LockLayout.rwMutexReaderSemaphore, .rwMutex(rwMutex), .readLock)
        case .writeLock: return (element - LockLayout.rwMutexWriterSemaphore, .rwMutex(rwMutex), .lock)
        case .waitGroup:
            return (
                element - LockLayout.waitGroupSemaphore, .waitGroup(WaitGroupFacts(counter: 0, waiters: 0)), .wait
            )
        case .cond: return (element, .cond, .wait)
        case .semaphore:
            // Before Go 1.24 the reason does not tell a WaitGroup.
            if calls(stack, "sync.(*WaitGroup).Wait") { return lockObject(.waitGroup, element: element, stack: stack) }
            return (element, .semaphore, .wait)
        default: return nil
        }
    }

    /// Whether a function is among the innermost eight frames.
    func calls(_ stack: StackID, _ function: String) -> Bool {
        var at = stack
        for _ in 0..<8 where at != .empty {
            if snapshot.stacks.functionName(snapshot.stacks.top(at)) == function { return true }
            at = snapshot.stacks.caller(at)
        }
        return false
    }

    /// Finds what goroutines wait for in the semaphore table, where sudogs do not hang on the g (before Go 1.26).
    mutating func readSemaphores() {
        let waiting = positions { goroutine in
            goroutine.waitCount == 0
                && [.mutex, .readLock, .writeLock, .waitGroup, .semaphore].contains(goroutine.kind)
        }
        guard !waiting.isEmpty else { return }
        guard let table = globalAddress(\.semtable) else {
            snapshot.quality.count(
                "locks.no-semaphore-table", waiting.count, .dataLoss,
                "goroutines waiting for a lock that cannot be named, since runtime.semtable was not found")
            return
        }
        // A contended lock turns its queue over while it is read; the next try mostly finds it whole.
        for _ in 0..<Self.semaphoreAttempts {
            readSemaphores(table, waiting: waiting)
            if unresolved(waiting) * 16 <= waiting.count { break }
        }
        snapshot.quality.count(
            "locks.unresolved", unresolved(waiting), .info,
            "goroutines waiting for a lock or semaphore whose address was not found")
    }

    private static let semaphoreAttempts = 8

    private func unresolved(_ waiting: [UInt64: UInt32]) -> Int {
        waiting.values.count { snapshot.goroutines[Int($0)].waitCount == 0 }
    }

    private mutating func readSemaphores(_ table: UInt64, waiting: [UInt64: UInt32]) {
        let rootSize = LockLayout.semaphoreRootSize(reader.executable.architecture)
        let size = LockLayout.semaphoreRoots * rootSize
        let buffer = MemoryBuffer()
        guard memory.read([MemoryRange(address: table, count: size)], into: buffer).isEmpty else { return }
        var pending: [UInt64] = []
        for root in 0..<LockLayout.semaphoreRoots {
            let treap: UInt64 = buffer.load(root * rootSize + layout.semaphoreTreap)
            if treap != 0 { pending.append(treap) }
        }
        walkTreaps(pending, waiting: waiting)
    }

    /// Walks the treaps and the lists of waiters on one address, level by level; rotations meanwhile lose some.
    private mutating func walkTreaps(_ roots: [UInt64], waiting: [UInt64: UInt32]) {
        var seen = Set(roots)
        var pending = roots
        let batch = BatchReader(memory)
        while !pending.isEmpty, seen.count <= waiting.count * 4 + 1024 {
            let part = Array(pending.prefix(GoroutineBatch.size))
            pending.removeFirst(part.count)
            batch.read(part.map { MemoryRange(address: $0, count: layout.sudog.size) }, gap: 256)
            for request in part.indices where batch.isReadable(request) {
                let (bytes, offset) = batch.location(request)
                sudogs.append(part[request])
                let element: UInt64 = bytes.checkedLoad(offset + layout.sudog.element)
                if let position = waiting[bytes.checkedLoad(offset + layout.sudog.g)],
                    let (address, kind, operation) = lockObject(
                        snapshot.goroutines[Int(position)].kind, element: element,
                        stack: snapshot.goroutines[Int(position)].stack)
                {
                    add(
                        wait: Wait(goroutine: position, object: objects.object(at: address, kind), operation: operation)
                    )
                }
                for field in [layout.sudog.next, layout.sudog.previous, layout.sudog.waitLink] {
                    let link: UInt64 = bytes.checkedLoad(offset + field)
                    if link != 0, seen.insert(link).inserted { pending.append(link) }
                }
            }
        }
    }

    /// Finds the notification lists of goroutines in Cond.Wait before Go 1.26, which no table holds: a pointer to
    /// the list lies on the waiter's own stack, and the list leads back to the waiter.
    mutating func readConds() {
        let waiting = positions { $0.kind == .cond && $0.waitCount == 0 }
        guard !waiting.isEmpty else { return }
        var lists: [UInt64: Set<UInt64>] = [:]
        var unresolved = 0
        for (address, position) in waiting.sorted(by: { $0.value < $1.value }) {
            if let list = lists.first(where: { $0.value.contains(address) })?.key ?? findList(position, address, &lists)
            {
                add(wait: Wait(goroutine: position, object: objects.object(at: list, .cond), operation: .wait))
            } else {
                unresolved += 1
            }
        }
        snapshot.quality.count(
            "conds.unresolved", unresolved, .info, "goroutines in Cond.Wait whose Cond was not found")
    }

    private func findList(_ position: UInt32, _ g: UInt64, _ lists: inout [UInt64: Set<UInt64>]) -> UInt64? {
        let range = stackRanges[Int(position)]
        // gopark, notifyListWait and Cond.Wait keep the list's address within their own frames.
        guard range.low < range.high else { return nil }
        let count = Int(min(range.high - range.low, 1024)) & ~7
        let buffer = MemoryBuffer()
        guard count > 0, memory.read([MemoryRange(address: range.low, count: count)], into: buffer).isEmpty else {
            return nil
        }
        var tried: Set<UInt64> = []
        for offset in stride(from: 0, to: count, by: 8) {
            let candidate: UInt64 = buffer.load(offset)
            guard candidate > 0x1000, candidate < 1 << 48, candidate & 7 == 0, tried.insert(candidate).inserted else {
                continue
            }
            let members = listMembers(candidate)
            if members.contains(g) {
                lists[candidate] = members
                return candidate
            }
        }
        return nil
    }

    /// The g's in a notification list; empty when the address holds none.
    private func listMembers(_ list: UInt64) -> Set<UInt64> {
        var members: Set<UInt64> = []
        guard var sudog = memory.word(at: list &+ UInt64(layout.notifyListHead)) else { return [] }
        let buffer = MemoryBuffer()
        while sudog > 0x1000, sudog & 7 == 0, members.count < 1 << 20 {
            guard memory.read([MemoryRange(address: sudog, count: layout.sudog.size)], into: buffer).isEmpty,
                members.insert(buffer.load(layout.sudog.g)).inserted
            else { break }
            sudog = buffer.load(layout.sudog.next)
        }
        return members
    }
}
