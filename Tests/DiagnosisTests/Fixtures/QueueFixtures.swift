import GoProcess

@testable import Diagnosis

/// Goroutines that queue: for locks, for slots of pools, at channels.
enum QueueFixtures {
    static let all = [lockRule, dumpedLockRule, dumpedChannelRule, poolRule, backpressureRule]

    // MARK: - Locks

    /// Goroutines that wait for a lock in each look, and its holder, which moves.
    private static func queue(
        _ waiters: [Int], holder: [String], _ reason: String = "", logs: Bool = false
    ) -> FixtureEvidence {
        .looks(waiters.count) { world, look in
            let inner = logs ? ["log.(*Logger).output", "log.Printf", "main.handle"] : ["main.(*store).get"]
            let holder = world.go(holder + Frames.handler, reason)
            if reason == "IO wait" { world.wait(holder, world.socket(remote: "127.0.0.1:39000"), .read) }
            let lock = world.mutex(symbol: "main.mu", heldBy: holder)
            for _ in 0..<waiters[look] {
                world.wait(world.go(Frames.lock + inner + Frames.handler, "sync.Mutex.Lock"), lock, .lock)
            }
            world.move(look)
        }
    }

    /// A lock that is locked, and nobody is known to hold.
    private static func abandoned(_ waiters: Int, moves: Bool = false) -> FixtureEvidence {
        .looks { world, look in
            let lock = world.mutex(symbol: "main.mu")
            world.snapshot.objects[Int(lock)].references = []
            for _ in 0..<waiters {
                world.wait(world.go(Frames.lock + ["main.handle"], "sync.Mutex.Lock"), lock, .lock)
            }
            if moves { world.move(look) }
        }
    }

    private static let reading = Frames.read + ["main.(*store).load"]

    private static let lockRule = RuleFixture(
        "lock.queue",
        fires: [
            .init(.contentionMutex, "main.mu") { queue([30, 30, 30], holder: ["main.(*store).sort"]) },
            .init(.contentionLockAcrossIo, "main.(*store).load") {
                queue([30, 30, 30], holder: reading, "IO wait")
            },
            .init(.contentionLogging, "main.mu") {
                queue([30, 30, 30], holder: ["main.(*store).sort"], logs: true)
            },
            .init(.deadlockMutex, "main.mu") { abandoned(4) },
            .init(.deadlockSelf, "main.mu") { abandoned(1) },
        ],
        silent: [
            .init("a queue of one moment") { queue([0, 0, 30, 0, 0], holder: reading, "IO wait") },
            .init("two waiters") { queue([2, 2, 2], holder: reading, "IO wait") },
            .init("it moves") { abandoned(1, moves: true) },
        ],
        // Stacks without locks tell that there is a queue, and less surely for what.
        others: ["lock.dump"])

    private static let frames = ["internal/sync.(*Mutex).lockSlow", "sync.(*Mutex).Lock"]

    private static func dumped(
        _ waiters: Int, holder: [String]?, _ reason: String = "", in function: String = "main.(*store).get"
    ) -> FixtureEvidence {
        .dump { world in
            world.go(["main.main"], created: "", id: 1)
            if let holder { world.go(holder, reason) }
            for _ in 0..<waiters { world.go(frames + [function, "main.handle"], "sync.Mutex.Lock") }
        }
    }

    /// Two queues, whose members came through each other's code.
    private static func crossed(age: Double) -> FixtureEvidence {
        .dump { world in
            world.go(["main.main"], created: "", id: 1)
            world.go(frames + ["main.(*ledger).add", "main.(*bank).move"], "sync.Mutex.Lock", age: age)
            world.go(frames + ["main.(*bank).total", "main.(*ledger).audit"], "sync.Mutex.Lock", age: age)
        }
    }

    private static let dumpedLockRule = RuleFixture(
        "lock.dump",
        fires: [
            .init(.contentionMutex, "main.(*store)") { dumped(30, holder: ["main.(*store).sort"]) },
            .init(.contentionLockAcrossIo, "main.(*store).load") {
                dumped(30, holder: Frames.read.dropFirst(3) + ["main.(*store).load", "main.handle"], "IO wait")
            },
            .init(.contentionLogging, "log.") { dumped(30, holder: nil, in: "log.(*Logger).output") },
            .init(.deadlockMutex, "main.(*ledger)") { crossed(age: 180) },
            .init(.evidenceInsufficient, "main.(*store)") { dumped(30, holder: nil) },
        ],
        silent: [
            .init("two waiters") { dumped(2, holder: ["main.(*store).sort"]) },
            .init("two queues of a moment") { crossed(age: 0) },
        ])

    // MARK: - Channels of which only stacks tell

    /// - Parameter inside: others that are past the statement.
    private static func senders(_ count: Int, inside: Int) -> FixtureEvidence {
        .dump { world in
            world.go(["main.main"], created: "", id: 1)
            for _ in 0..<inside { world.go(Frames.roundTrip.dropFirst(2) + ["main.fetch", "main.work"], "select") }
            for _ in 0..<count { world.go(["main.work"], "chan send") }
        }
    }

    private static let dumpedChannelRule = RuleFixture(
        "channel.dump",
        fires: [
            .init(.poolExhausted, "main.fetch") { senders(56, inside: 4) },
            .init(.evidenceInsufficient, "main.work") { senders(56, inside: 0) },
        ],
        silent: [.init("nine senders") { senders(9, inside: 4) }])

    // MARK: - Pools

    /// Handlers that take one of five slots and call the backend.
    private static func semaphore(_ waiters: [Int]) -> FixtureEvidence {
        .looks(waiters.count) { world, look in
            let holders = (0..<5).map { _ in
                let holder = world.go(
                    Frames.read + ["main.callBackend", "main.(*api).serve"] + Frames.handler, "IO wait")
                world.wait(holder, world.socket(remote: "10.0.0.3:6379"), .read)
                return holder
            }
            let slots = world.channel(capacity: 5, length: 5, elementSize: 0, references: holders)
            for _ in 0..<waiters[look] {
                let waiter = world.go(
                    Frames.send + ["main.(*limiter).acquire", "main.(*api).serve"] + Frames.handler, "chan send")
                world.wait(waiter, slots, .send)
            }
            world.move(look)
        }
    }

    private static let poolRule = RuleFixture(
        "pool.exhausted",
        fires: [.init(.poolExhausted, "main.callBackend") { semaphore([20, 20, 20]) }],
        silent: [
            .init("full for a moment") { semaphore([0, 0, 2]) },
            .init("full, and nobody waits") { semaphore([0, 0, 0]) },
        ])

    // MARK: - Receivers that are late

    private static func producers(_ count: Int, consumer: [String], _ reason: String) -> FixtureEvidence {
        .looks { world, look in
            let consumer = world.go(consumer, reason, created: "main.start", parent: 9)
            let channel = world.channel(capacity: 16, length: 16, symbol: "main.jobs", references: [consumer])
            for _ in 0..<count {
                world.wait(world.go(Frames.send + ["main.produce"] + Frames.handler, "chan send"), channel, .send)
            }
            world.move(look)
        }
    }

    /// Workers that all wait for a peer, and those who have work for them.
    private static func workers(senders: Int) -> FixtureEvidence {
        .looks { world, _ in
            let workers = (0..<4).map { _ in
                let worker = world.go(
                    Frames.read + ["main.call", "main.worker"], "IO wait", created: "main.start", parent: 9)
                world.wait(worker, world.socket(remote: "10.0.0.8:80"), .read)
                return worker
            }
            let jobs = world.channel(symbol: "main.jobs", references: workers)
            for _ in 0..<senders {
                world.wait(world.go(Frames.send + ["main.submit"] + Frames.handler, "chan send"), jobs, .send)
            }
        }
    }

    private static let storing = Frames.sleep + ["main.store", "main.consume"]

    private static let backpressureRule = RuleFixture(
        "backpressure.channel",
        fires: [
            .init(.backpressureChannel, "main.store") { producers(40, consumer: storing, "sleep") },
            .init(.poolExhausted, "main.call") { workers(senders: 50) },
        ],
        silent: [
            .init("four senders") { producers(4, consumer: storing, "sleep") },
            .init("nobody who can get on serves them") {
                .looks { world, _ in
                    let channel = world.channel(references: [])
                    for _ in 0..<40 {
                        world.wait(world.go(Frames.send + ["main.produce"], "chan send"), channel, .send)
                    }
                }
            },
        ])
}
