import Evidence
import GoProcess
import Testing

@testable import Diagnosis

@Suite struct PoolTests {
    /// Handlers that take a slot of a channel of `capacity` and then call the backend.
    private func semaphore(_ world: inout World, capacity: Int, holders: Int, waiting: Int) {
        var holding: [UInt32] = []
        for _ in 0..<holders {
            let g = world.go(
                Frames.read + ["main.callBackend", "main.(*api).serve", "main.(*api).ServeHTTP"] + Frames.handler,
                "IO wait")
            world.wait(g, world.socket(remote: "10.0.0.3:6379"), .read)
            holding.append(g)
        }
        let slots = world.channel(capacity: capacity, length: capacity, elementSize: 0, references: holding)
        for _ in 0..<waiting {
            let g = world.go(
                Frames.send + ["main.(*limiter).acquire", "main.(*api).serve", "main.(*api).ServeHTTP"]
                    + Frames.handler, "chan send")
            world.wait(g, slots, .send)
        }
    }

    @Test func aSemaphoreWhoseHoldersWait() throws {
        let report = diagnose(World.sequence { world, _ in semaphore(&world, capacity: 5, holders: 5, waiting: 60) })
        #expect(report.causes == ["pool.exhausted"])
        let finding = try #require(report.first)
        #expect(finding.summary.hasPrefix("60 goroutines wait for the semaphore"))
        #expect(finding.summary.contains("10.0.0.3:6379"))
        #expect(finding.explains.map(\.cause) == [.networkSlowPeer])
        #expect(finding.subject.frames.contains { $0.function == "main.callBackend" })
    }

    @Test func slotsThatWereNeverGivenBack() throws {
        let report = diagnose(World.sequence { world, _ in semaphore(&world, capacity: 5, holders: 0, waiting: 20) })
        #expect(report.causes == ["pool.exhausted"])
        let finding = try #require(report.first)
        #expect(finding.summary.contains("nobody holds one any more: 5 were taken at main.(*limiter).acquire"))
        #expect(finding.remedy.contains("Give the slot back"))
    }

    @Test func aSemaphoreThatIsFullForAMoment() {
        let report = diagnose(
            World.sequence { world, look in
                semaphore(&world, capacity: 5, holders: 5, waiting: look == 2 ? 2 : 0)
                for index in world.snapshot.goroutines.indices {
                    world.snapshot.goroutines[index].fingerprint = UInt64(look)
                }
            })
        #expect(report.causes == ["healthy"])
    }

    @Test func database() throws {
        let report = diagnose(
            World.sequence { world, _ in
                for _ in 0..<4 {
                    let g = world.go(
                        Frames.read + ["github.com/lib/pq.(*conn).recv", "database/sql.(*DB).QueryContext"]
                            + ["main.report"] + Frames.handler, "IO wait")
                    world.wait(g, world.socket(remote: "10.0.0.7:5432"), .read)
                }
                for _ in 0..<40 {
                    world.go(
                        Frames.select + ["database/sql.(*DB).conn", "database/sql.(*DB).QueryContext", "main.list"]
                            + Frames.handler, "select")
                }
            })
        #expect(report.causes == ["pool.exhausted"])
        #expect(try #require(report.first).summary.contains("database/sql connection pool"))
    }

    @Test func aQueryInsideATransaction() throws {
        let report = diagnose(
            World.sequence { world, _ in
                for index in 0..<4 {
                    world.go(
                        Frames.select + ["database/sql.(*DB).conn", "database/sql.(*DB).Query", "main.nested"],
                        "select", id: UInt64(100 + index))
                }
                for index in 0..<4 {
                    world.go(
                        Frames.select + ["database/sql.(*Tx).awaitDone"], "select",
                        created: "database/sql.(*DB).beginDC", parent: UInt64(100 + index), id: UInt64(200 + index))
                }
            })
        let finding = try #require(report.first)
        #expect(finding.cause == .poolExhausted)
        #expect(finding.severity == .critical)
        #expect(finding.summary.contains("hold a slot already"))
    }

    @Test func errgroupLimit() throws {
        let report = diagnose(
            World.sequence { world, _ in
                for _ in 0..<8 {
                    world.go(
                        Frames.roundTrip + ["main.fetch"], "select",
                        created: "golang.org/x/sync/errgroup.(*Group).Go", parent: 1)
                }
                let slots = world.channel(capacity: 8, length: 8, elementSize: 0, references: [])
                let main = world.go(
                    Frames.send + ["golang.org/x/sync/errgroup.(*Group).Go", "main.main"], "chan send", age: 3)
                world.wait(main, slots, .send)
            })
        // Eight of nine wait in direct calls: the peer comes first.
        #expect(report.causes == ["network.slow-peer"])
        let pool = try #require(report.first?.explains.first)
        #expect(pool.cause == .poolExhausted)
        #expect(pool.summary.contains("errgroup limit of 8 slots"))
    }

    @Test func connectionsToOneHost() throws {
        let report = diagnose(
            World.sequence { world, _ in
                for _ in 0..<30 {
                    world.go(
                        Frames.select + ["net/http.(*Transport).getConn", "net/http.(*Client).do", "main.fetch"],
                        "select")
                }
                for _ in 0..<2 { world.go(Frames.roundTrip + ["main.fetch"], "select") }
            })
        let finding = try #require(report.first)
        #expect(finding.cause == .poolExhausted)
        #expect(finding.summary.contains("MaxConnsPerHost"))
    }

    @Test func resourcesInAChannel() throws {
        let report = diagnose(
            World.sequence { world, _ in
                for _ in 0..<3 { world.go(Frames.sleep + ["main.use", "main.handle", "main.run"], "sleep") }
                let pool = world.channel(capacity: 3, length: 0, references: [])
                for _ in 0..<12 {
                    world.wait(
                        world.go(Frames.receive + ["main.(*pool).get", "main.handle", "main.run"], "chan receive"),
                        pool, .receive)
                }
            })
        let finding = try #require(report.first)
        #expect(finding.cause == .poolExhausted)
        #expect(finding.summary.contains("sleeps in main.use"))
    }
}

@Suite struct BackpressureTests {
    private func queue(_ world: inout World, _ look: Int, consumer: [String], _ reason: String, senders: Int = 40) {
        let g = world.go(consumer, reason, created: "main.start", parent: 9)
        if reason == "IO wait" { world.wait(g, world.socket(remote: "10.0.0.8:9092"), .read) }
        world.snapshot.goroutines[Int(g)].fingerprint = UInt64(look + 1)
        let channel = world.channel(capacity: 16, length: 16, references: [g])
        for _ in 0..<senders {
            world.wait(world.go(Frames.send + ["main.produce"] + Frames.handler, "chan send"), channel, .send)
        }
    }

    @Test func aConsumerThatIsOneAtATime() throws {
        let report = diagnose(
            World.sequence { world, look in
                queue(&world, look, consumer: Frames.sleep + ["main.store", "main.consume"], "sleep")
            })
        #expect(report.causes == ["backpressure.channel"])
        let finding = try #require(report.first)
        #expect(finding.summary.hasPrefix("40 goroutines wait to send to channel"))
        #expect(finding.summary.contains("behind goroutine 2 in main.store"))
    }

    @Test func aConsumerWhoseCallIsLate() throws {
        let report = diagnose(
            World.sequence { world, _ in
                queue(&world, 7, consumer: Frames.read + ["main.(*bus).publish", "main.consume"], "IO wait")
            })
        #expect(report.causes == ["network.slow-peer"])
        let finding = try #require(report.first)
        #expect(finding.subject.title == "10.0.0.8:9092")
        #expect(finding.explains.map(\.cause) == [.backpressureChannel])
    }

    @Test func aConsumerWhoseStackDoesNotShowTheChannel() throws {
        let report = diagnose(
            World.sequence { world, look in
                let maker = world.go(["main.main"], "select (no cases)", created: "", id: 1, flags: .main)
                world.go(Frames.sleep + ["main.store", "main.consume"], "sleep", created: "main.main main.go:5")
                let channel = world.channel(capacity: 8, length: 8, references: [maker])
                for _ in 0..<40 {
                    let g = world.go(Frames.send + ["main.produce"], "chan send", created: "main.main main.go:9")
                    world.wait(g, channel, .send)
                    world.snapshot.goroutines[Int(g)].fingerprint = UInt64(look + 1)
                }
            })
        #expect(report.causes == ["backpressure.channel"])
        #expect(try #require(report.first).summary.contains("in main.store"), "\(report.first?.summary.english ?? "")")
    }

    @Test func aQueueThatMovesHasAReceiverSomewhere() throws {
        let report = diagnose(
            World.sequence { world, look in
                let channel = world.channel(references: [])
                for _ in 0..<40 {
                    let g = world.go(Frames.send + ["main.produce"], "chan send")
                    world.wait(g, channel, .send)
                    world.snapshot.goroutines[Int(g)].fingerprint = UInt64(look + 1)
                }
            })
        #expect(report.causes == ["backpressure.channel"])
        #expect(try #require(report.first).summary.contains("the queue moves"))
    }

    @Test func sendersWhomNobodyServesAreNoQueue() {
        let report = diagnose(
            World.sequence { world, _ in
                world.go(["main.compute"])
                let channel = world.channel(references: [])
                for _ in 0..<40 { world.wait(world.go(Frames.send + ["main.produce"], "chan send"), channel, .send) }
            })
        #expect(!report.causes.contains("backpressure.channel"))
    }

    @Test func fewSendersAreSilent() {
        let report = diagnose(
            World.sequence { world, look in
                queue(&world, look, consumer: ["main.consume"], "", senders: 4)
            })
        #expect(report.causes == ["healthy"])
    }

    @Test func workersThatAllWaitAreAPool() {
        let report = diagnose(
            World.sequence { world, _ in
                var workers: [UInt32] = []
                for _ in 0..<4 {
                    let g = world.go(
                        Frames.read + ["main.call", "main.worker"], "IO wait", created: "main.start", parent: 9)
                    world.wait(g, world.socket(remote: "10.0.0.8:80"), .read)
                    workers.append(g)
                }
                let jobs = world.channel(references: workers)
                for _ in 0..<50 {
                    world.wait(world.go(Frames.send + ["main.submit"] + Frames.handler, "chan send"), jobs, .send)
                }
            })
        #expect(report.causes == ["pool.exhausted"])
    }
}
