import GoTrace
import Testing

@Suite struct ContentionChainsTests {
    /// 2 waits for a mutex from 100 to 1000; 1, which lets go of it, runs to 200, is in a system call to 500, waits
    /// for a channel to 900 and runs on. 3, which wakes it there, sleeps from before 500 to 800 and runs on.
    private func chain() -> (trace: MadeUpTrace, lock: UInt32, unlock: UInt32) {
        var trace = MadeUpTrace()
        let lock = trace.stack("sync.(*Mutex).Lock", "main.wait")
        let unlock = trace.stack("sync.(*Mutex).Unlock", "main.hold")
        let call = trace.stack("syscall.fsync", "main.hold")
        let receive = trace.stack("runtime.chanrecv1", "main.hold")
        let send = trace.stack("runtime.chansend1", "main.third")
        let sleep = trace.stack("time.Sleep", "main.third")
        trace.existing(1, .running, at: 1)
        trace.existing(2, .running, at: 2)
        trace.existing(3, .running, at: 3)
        trace.change(3, .waiting, at: 50, reason: "sleep", stack: sleep)
        trace.change(2, .waiting, at: 100, reason: "sync", stack: lock)
        trace.change(1, .syscall, at: 200, stack: call, type: .goSyscallBegin)
        trace.change(1, .running, at: 490, type: .goSyscallEnd)
        trace.change(1, .waiting, at: 500, reason: "chan receive", stack: receive)
        trace.change(3, .runnable, at: 790, by: -1)
        trace.change(3, .running, at: 800, type: .goStart)
        trace.change(1, .runnable, at: 900, by: 3, wakerStack: send)
        trace.change(1, .running, at: 910, type: .goStart)
        trace.change(2, .runnable, at: 1000, by: 1, wakerStack: unlock)
        trace.end(at: 1100)
        return (trace, lock, unlock)
    }

    @Test func aChainIsFollowedToItsEnd() throws {
        let (trace, lock, unlock) = chain()
        let (blocked, scene) = trace.analysed(BlockedTime())
        let found = try #require(blocked.contention.first)
        #expect(blocked.contention.count == 1)
        #expect(found.kind == .mutex && found.waitStack == lock && found.unlockStack == unlock)
        #expect(found.distribution.count == 1 && found.distribution.sum == 900)
        #expect(found.longestChain == 2 && found.longestQueue == 1)

        func sums(_ shares: [ContentionChains.Share]) -> [String: Int64] {
            var result: [String: Int64] = [:]
            for share in shares {
                let place = scene.tables.functionNames(stack: share.stack).first ?? ""
                result["\(share.activity) \(share.kind?.rawValue ?? "") \(place)", default: 0] += share.sum
            }
            return result
        }
        #expect(
            sums(found.holders) == [
                "running  ": 100 + 10 + 90, "systemCall  syscall.fsync": 290, "runnable  ": 10,
                "waiting chan receive runtime.chanrecv1": 400,
            ])
        #expect(
            sums(found.causes) == [
                "running  sync.(*Mutex).Unlock": 200, "systemCall  syscall.fsync": 290, "runnable  ": 10 + 10,
                "waiting sleep time.Sleep": 290, "running  runtime.chansend1": 100,
            ])
    }

    @Test func wakersAreNamed() throws {
        let (trace, lock, unlock) = chain()
        let (blocked, scene) = trace.analysed(BlockedTime())
        let place = try #require(blocked.places.first { $0.stack == lock })
        #expect(place.wakers.count == 1)
        #expect(place.wakers.first?.stack == unlock)
        #expect(place.wakers.first?.root.map(scene.text) == "main.hold")
        let sleep = try #require(blocked.places.first { $0.kind == .sleep })
        #expect(sleep.wakers.first.map { $0.root == nil } == true)
    }

    /// Goroutines hand a mutex on to each other: each waits for all before it, and all for what the first one does.
    @Test func aQueueLeadsToItsHead() throws {
        var trace = MadeUpTrace()
        let lock = trace.stack("sync.(*Mutex).Lock", "main.work")
        let unlock = trace.stack("sync.(*Mutex).Unlock", "main.work")
        let call = trace.stack("syscall.fsync", "main.work")
        for id in 1...5 as ClosedRange<Int64> { trace.existing(id, .running, at: id) }
        for id in 2...5 as ClosedRange<Int64> {
            trace.change(id, .waiting, at: 100 + id, reason: "sync", stack: lock)
        }
        trace.change(1, .syscall, at: 110, stack: call, type: .goSyscallBegin)
        trace.change(1, .running, at: 1000, type: .goSyscallEnd)
        for id in 2...5 as ClosedRange<Int64> {
            trace.change(id, .runnable, at: 1000 + 100 * (id - 1), by: id - 1, wakerStack: unlock)
            trace.change(id, .running, at: 1000 + 100 * (id - 1) + 1, type: .goStart)
        }
        trace.end(at: 2000)
        let (blocked, _) = trace.analysed(BlockedTime())
        let found = try #require(blocked.contention.first)
        #expect(found.longestQueue == 4)
        #expect(found.longestChain == 4)
        #expect(found.distribution.count == 4)
        for shares in [found.holders, found.causes] {
            #expect(shares.reduce(0) { $0 + $1.sum } == found.distribution.sum)
        }
        let inCall: Int64 = 4 * 890
        #expect(found.causes.first { $0.activity == .systemCall }?.sum == inCall)
        #expect(!found.causes.contains { $0.activity == .waiting || $0.activity == .notFollowed })
    }

    @Test func whatIsNotKnownIsNotFollowed() throws {
        var trace = MadeUpTrace()
        let lock = trace.stack("sync.(*Mutex).Lock", "main.wait")
        trace.existing(2, .running, at: 1)
        trace.change(2, .waiting, at: 100, reason: "sync", stack: lock)
        // Created after the wait began: its creator is not known to the trace.
        trace.create(1, by: 9, at: 400, stack: trace.stack("main.hold"))
        trace.change(1, .running, at: 450, type: .goStart)
        trace.change(2, .runnable, at: 1000, by: 1)
        trace.end(at: 1100)
        let (blocked, _) = trace.analysed(BlockedTime())
        let found = try #require(blocked.contention.first)
        #expect(found.causes.first { $0.activity == .notFollowed }?.sum == 300)
        #expect(found.causes.first { $0.activity == .running }?.sum == 550)
        #expect(found.causes.first { $0.activity == .runnable }?.sum == 50)
    }
}
