import Evidence
import GoProcess
import Testing

@testable import Diagnosis

/// Queues that come and go between the looks, and those that hang on each other.
@Suite struct MovingQueueTests {
    /// Looks at a lock whose queue has so many waiters; who holds it reads from a peer.
    private func looks(_ waiters: [Int]) -> [GoroutineSnapshot] {
        World.sequence(waiters.count) { world, look in
            let holder = world.go(Frames.read + ["main.(*store).load"] + Frames.handler, "IO wait")
            world.wait(holder, world.socket(remote: "127.0.0.1:39000"), .read)
            let lock = world.mutex(symbol: "main.mu", heldBy: holder)
            for _ in 0..<waiters[look] {
                world.wait(
                    world.go(Frames.lock + ["main.(*store).get"] + Frames.handler, "sync.Mutex.Lock"), lock, .lock)
            }
            for index in world.snapshot.goroutines.indices {
                world.snapshot.goroutines[index].fingerprint = UInt64(look + 1)
            }
        }
    }

    @Test(arguments: [[0, 30, 30, 30, 30], [30, 30, 0, 30, 30], [30, 30, 30, 30, 0], [30, 30, 30, 0, 1]])
    func aPauseBetweenTwoTurnsIsNoEnd(waiters: [Int]) {
        #expect(diagnose(looks(waiters)).causes.first == "contention.lock-across-io")
    }

    @Test(arguments: [[0, 0, 30, 0, 0], [0, 30, 0, 0, 2], [2, 2, 2, 2, 2], [30, 0, 0, 0, 0]])
    func aQueueOfAMomentIsNone(waiters: [Int]) {
        #expect(!diagnose(looks(waiters)).causes.contains { $0.hasPrefix("contention") })
    }

    /// Workers wait to send on, and whoever receives from them for an answer.
    @Test func theLastQueueOfAPipelineIsTheOneToLookAt() throws {
        let report = diagnose(
            World.sequence { world, look in
                let store = world.go(
                    Frames.sleep + ["main.put", "main.store"], "sleep", created: "main.main main.go:3")
                let next = world.channel(capacity: 4, length: 4, symbol: "main.located", references: [store])
                var workers: [UInt32] = []
                for _ in 0..<8 {
                    let worker = world.go(
                        Frames.send + ["main.locate"], "chan send", created: "main.main main.go:5")
                    world.wait(worker, next, .send)
                    workers.append(worker)
                }
                let first = world.channel(capacity: 4, length: 4, symbol: "main.taken", references: workers)
                for _ in 0..<24 {
                    let taker = world.go(Frames.send + ["main.take"], "chan send", created: "main.main main.go:7")
                    world.wait(taker, first, .send)
                }
                for index in world.snapshot.goroutines.indices {
                    world.snapshot.goroutines[index].fingerprint = UInt64(look + 1)
                }
            })
        #expect(report.causes.first == "backpressure.channel")
        let first = try #require(report.first)
        #expect(first.subject.title.contains("main.located"))
        #expect(first.subject.frames.contains { $0.function == "main.put" })
        #expect(first.impact.value >= 24)
    }

    /// A look, a trace and a recording each say it of another place: it is one resolver.
    @Test func oneResolverIsOneFinding() throws {
        func candidate(_ kind: String, _ function: String, _ severity: Severity, _ confidence: Double) -> Candidate {
            Candidate(
                Finding(
                    .networkDns, severity, confidence: confidence, impact: Impact(value: 1, unit: "seconds"),
                    summary: Phrase("seen by \(kind)" as String),
                    subject: Subject(
                        kind: kind, title: "somewhere",
                        frames: [ResolvedFrame(function: function, file: "a.go", line: 1)])),
                goroutines: [])
        }
        let other = Candidate(
            Finding(
                .leakFd, .info, confidence: 0.5, impact: Impact(value: 1, unit: "seconds"), summary: "",
                subject:
                    Subject(kind: "process", title: "")), goroutines: [])
        let joined = Joining.byResolver([
            candidate("goroutines", "main.exists", .info, 0.9), other, candidate("resolver", "net.dial", .warning, 0.6),
            candidate("network", "internal/poll.(*FD).Read", .info, 0.7),
        ])
        #expect(joined.map(\.finding.cause) == [.leakFd, .networkDns])
        let finding = joined[1].finding
        #expect(finding.subject.kind == "resolver")
        #expect(finding.subject.frames.map(\.function) == ["main.exists"])
        #expect(finding.severity == .warning && finding.confidence == 0.9)
        #expect(finding.supports.map(\.fact.english) == ["seen by goroutines", "seen by network"])
    }
}
