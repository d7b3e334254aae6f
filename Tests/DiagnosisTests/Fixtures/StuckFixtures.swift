import GoProcess

@testable import Diagnosis

/// Waits that cannot end.
enum StuckFixtures {
    static let all = [cycleRule, asleepRule, familyRule, sharedRule, nilChannelRule, waitGroupRule, condRule, leakRule]

    private static let proved: GoroutineFlags = [.unreachable, .reachabilityChecked]

    // MARK: - Circles

    /// Two locks that two goroutines take in opposite orders.
    private static func opposed(moves: Bool = false) -> FixtureEvidence {
        .looks { world, look in
            let a = world.go(Frames.lock + ["main.transfer", "main.a"], "sync.Mutex.Lock")
            let b = world.go(Frames.lock + ["main.refund", "main.b"], "sync.Mutex.Lock")
            world.wait(a, world.mutex(symbol: "main.accounts", heldBy: b), .lock)
            world.wait(b, world.mutex(symbol: "main.ledger", heldBy: a), .lock)
            if moves { world.move(look) }
        }
    }

    /// - Parameter isOwn: whether who waits for the lock holds it.
    private static func again(isOwn: Bool) -> FixtureEvidence {
        .looks { world, _ in
            let other = world.go(["main.compute"])
            let a = world.go(Frames.lock + ["main.refresh", "main.get"], "sync.Mutex.Lock")
            world.wait(a, world.mutex(symbol: "main.cache", heldBy: isOwn ? a : other), .lock)
        }
    }

    /// Two channels, each of which only the goroutine that waits for the other one refers to.
    private static func crossed(_ flags: GoroutineFlags) -> FixtureEvidence {
        .looks { world, _ in
            let a = world.go(Frames.receive + ["main.ask"], "chan receive", flags: flags)
            let b = world.go(Frames.receive + ["main.reply"], "chan receive", flags: flags)
            world.wait(a, world.channel(symbol: "main.questions", references: [b]), .receive)
            world.wait(b, world.channel(symbol: "main.answers", references: [a]), .receive)
        }
    }

    private static let cycleRule = RuleFixture(
        "deadlock.cycle",
        fires: [
            .init(.deadlockMutex, "main.accounts") { opposed() },
            .init(.deadlockSelf, "main.cache") { again(isOwn: true) },
            .init(.deadlockChannel, "main.questions") { crossed(proved) },
            .init(.evidenceInsufficient, "main.questions") { crossed(.reachabilityChecked) },
        ],
        silent: [
            .init("the members of the circle move") { opposed(moves: true) },
            .init("somebody else holds it, and runs") { again(isOwn: false) },
        ])

    // MARK: - Everybody

    /// A dump of a program whose main goroutine waits.
    private static func asleep(_ frames: [String], _ reason: String, isAlone: Bool = true) -> FixtureEvidence {
        .dump { world in
            world.go(frames + ["main.collect", "main.main"], reason, created: "", id: 1)
            if !isAlone { world.go(["main.work"]) }
        }
    }

    private static let lock = ["internal/sync.(*Mutex).lockSlow", "sync.(*Mutex).Lock"]

    private static let asleepRule = RuleFixture(
        "deadlock.all",
        fires: [
            .init(.deadlockSelf, "main.collect") { asleep(lock, "sync.Mutex.Lock") },
            .init(.deadlockMutex, "main.first") {
                .dump { world in
                    world.go(lock + ["main.first", "main.main"], "sync.Mutex.Lock", created: "", id: 1)
                    world.go(lock + ["main.second"], "sync.Mutex.Lock")
                }
            },
            .init(.deadlockChannel, "main.collect") { asleep([], "chan receive") },
            .init(.stuckWaitgroup, "main.collect") { asleep(["sync.(*WaitGroup).Wait"], "sync.WaitGroup.Wait") },
            .init(.stuckCond, "main.collect") { asleep(["sync.(*Cond).Wait"], "sync.Cond.Wait") },
        ],
        silent: [
            .init("somebody runs") { asleep([], "chan receive", isAlone: false) },
            .init("what time ends") { asleep(["time.Sleep"], "sleep") },
        ])

    // MARK: - Closed groups

    /// Two goroutines that one function started, each on a channel of its own.
    private static func family(_ flags: GoroutineFlags) -> FixtureEvidence {
        .looks { world, _ in
            world.go(["main.main"], "select (no cases)", created: "", id: 1, flags: .main)
            for name in ["main.ask", "main.reply"] {
                let goroutine = world.go(
                    Frames.receive + [name], "chan receive", created: "main.start", flags: flags)
                world.wait(goroutine, world.channel(references: []), .receive)
            }
        }
    }

    private static let familyRule = RuleFixture(
        "deadlock.family",
        fires: [.init(.deadlockChannel, "main.ask") { family(proved) }],
        silent: [.init("nobody knows who else may reach the channels") { family([]) }])

    private static func shared(_ operation: WaitOperation, flags: GoroutineFlags = proved) -> FixtureEvidence {
        .looks { world, _ in
            world.go(["main.main"], "select (no cases)", created: "", id: 1, flags: .main)
            let channel = world.channel(capacity: 2, length: operation == .send ? 2 : 0, references: [])
            for _ in 0..<3 {
                let goroutine = world.go(
                    (operation == .send ? Frames.send : Frames.receive) + ["main.exchange"],
                    operation == .send ? "chan send" : "chan receive", flags: flags)
                world.wait(goroutine, channel, operation)
            }
        }
    }

    private static let sharedRule = RuleFixture(
        "deadlock.shared-channel",
        fires: [.init(.deadlockChannel, "main.exchange") { shared(.send) }],
        silent: [
            .init("receivers whose sender is gone were left behind") { shared(.receive) },
            .init("somebody who runs reaches the channel") { shared(.send, flags: .reachabilityChecked) },
        ])

    // MARK: - Nobody left to wake them

    private static let nilChannelRule = RuleFixture(
        "stuck.nil-channel",
        fires: [
            .init(.stuckNilChannel, "main.listen") {
                .looks { world, _ in world.go(Frames.receive + ["main.listen"], "chan receive (nil chan)") }
            },
            .init(.stuckNilChannel, "main.listen") {
                .looks { world, _ in
                    world.go(Frames.select + ["main.listen"], "select", flags: .reachabilityChecked)
                }
            },
        ],
        silent: [
            .init("a channel that is there") {
                .looks { world, _ in
                    let goroutine = world.go(
                        Frames.select + ["main.listen"], "select", flags: .reachabilityChecked)
                    world.wait(goroutine, world.channel(), .receive, isSelect: true)
                }
            },
            .init("the main goroutine rests") {
                .looks { world, _ in
                    world.go(["main.main"], "select (no cases)", created: "", id: 1, flags: .main)
                }
            },
        ])

    private static func waitGroup(isReached: Bool) -> FixtureEvidence {
        .looks { world, _ in
            let worker = world.go(["main.work"])
            let waiter = world.go(Frames.waitGroup + ["main.process"], "sync.WaitGroup.Wait", id: 40)
            let group = world.object(.waitGroup(WaitGroupFacts(counter: 1, waiters: 1)))
            world.snapshot.objects[Int(group)].references = isReached ? [worker] : []
            world.wait(waiter, group, .wait)
        }
    }

    private static let waitGroupRule = RuleFixture(
        "stuck.waitgroup",
        fires: [.init(.stuckWaitgroup, "main.process") { waitGroup(isReached: false) }],
        silent: [.init("somebody is left who may call Done") { waitGroup(isReached: true) }])

    private static func cond(_ flags: GoroutineFlags) -> FixtureEvidence {
        .looks { world, _ in
            let frames = ["sync.runtime_notifyListWait", "sync.(*Cond).Wait", "main.consume"]
            world.wait(world.go(frames, "sync.Cond.Wait", flags: flags), world.object(.cond), .wait)
        }
    }

    private static let condRule = RuleFixture(
        "stuck.cond",
        fires: [.init(.stuckCond, "main.consume") { cond(proved) }],
        silent: [.init("somebody reaches it") { cond(.reachabilityChecked) }])

    // MARK: - Leaks

    private static func senders(_ looks: Int, _ count: (Int) -> Int) -> FixtureEvidence {
        .looks(looks, seconds: 3) { world, look in
            for _ in 0..<count(look) {
                let sender = world.go(
                    Frames.send + ["main.query.func1"], "chan send", created: "main.query", parent: 0)
                world.wait(sender, world.channel(references: []), .send)
            }
        }
    }

    private static let leakRule = RuleFixture(
        "leak.goroutine",
        fires: [
            .init(.leakGoroutine, "main.query") { senders(4) { 100 + 30 * $0 } },
            .init(.evidenceInsufficient, "main.query") { senders(1) { _ in 5000 } },
        ],
        silent: [
            .init("many, and no more of them") { senders(4) { _ in 190 } },
            .init("more now and then") { senders(4) { 100 + 30 * ($0 % 2) + 10 * $0 } },
        ])
}
