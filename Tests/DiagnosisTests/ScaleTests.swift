import Evidence
import GoProcess
import Testing

@testable import Diagnosis

/// Large and random inputs: bounded work, no recursion, no crash, and the same report twice.
@Suite struct ScaleTests {
    /// A service of `count` goroutines: most queue for one lock, some sit on channels of their own.
    static func service(_ count: Int, look: Int = 0) -> GoroutineSnapshot {
        var snapshot = GoroutineSnapshot(source: SnapshotSource(kind: .process, name: "process 1", processID: 1))
        snapshot.monotonicTime = 1_000_000_000 + Int64(look) * 500_000_000
        let names = Frames.lock + ["main.(*store).get"] + Frames.handler
        let frames = names.map { snapshot.stacks.intern(function: $0, file: "main.go", line: 7) }
        let waiting = snapshot.stacks.intern(innermostFirst: frames)
        let receive = snapshot.stacks.intern(
            innermostFirst: (Frames.receive + ["main.session"]).map {
                snapshot.stacks.intern(function: $0, file: "main.go", line: 9)
            })
        let reading = snapshot.stacks.intern(
            innermostFirst: (Frames.read + ["main.(*store).load"] + Frames.handler).map {
                snapshot.stacks.intern(function: $0, file: "main.go", line: 11)
            })
        let reasons = ["sync.Mutex.Lock", "chan receive", "IO wait"].map { snapshot.stacks.strings.intern($0) }
        var lock = WaitObject(
            address: 0xc000_0000_1000, kind: .mutex(MutexFacts(isLocked: true, isStarving: true, waiters: count)))
        lock.holders = [HolderInference(goroutine: 0, confidence: 0.9, reasons: [], frame: .none)]
        snapshot.objects = [lock]
        snapshot.goroutines.reserveCapacity(count)
        for index in 0..<count {
            var goroutine = Goroutine(id: UInt64(index + 2))
            goroutine.state = .waiting
            goroutine.fingerprint = 5
            goroutine.firstWait = UInt32(snapshot.waits.count)
            let kind = index == 0 ? 2 : index % 3 == 0 ? 1 : 0
            goroutine.stack = [waiting, receive, reading][kind]
            goroutine.reason = reasons[kind]
            goroutine.kind = [.mutex, .channelReceive, .network][kind]
            if kind == 1 {
                let facts = ChannelFacts(elementSize: 8, length: 0, capacity: 0, isClosed: false, isTimer: false)
                snapshot.objects.append(
                    WaitObject(address: 0xc100_0000_0000 + UInt64(index) * 96, kind: .channel(facts)))
            }
            if kind < 2 {
                goroutine.waitCount = 1
                snapshot.waits.append(
                    Wait(
                        goroutine: UInt32(index), object: kind == 0 ? 0 : WaitObjectID(snapshot.objects.count - 1),
                        operation: kind == 0 ? .lock : .receive))
            }
            snapshot.goroutines.append(goroutine)
        }
        return snapshot
    }

    @Test func aHundredThousandGoroutines() throws {
        let looks = (0..<3).map { ScaleTests.service(100_000, look: $0) }
        let report = diagnose(looks)
        #expect(report.causes == ["contention.lock-across-io"])
        let finding = try #require(report.first)
        #expect(finding.impact.value == 66_666)
        // What is said does not grow with the number of goroutines.
        #expect(finding.summary.english.utf8.count < 400)
        #expect(finding.supports.allSatisfy { $0.fact.english.utf8.count < 400 })
        let again = diagnose(looks)
        #expect("\(report)" == "\(again)")
    }

    @Test func randomGraphsNeitherCrashNorDiffer() {
        for seed in 1...40 {
            let snapshot = random(UInt64(seed))
            let first = diagnose([snapshot])
            #expect("\(first)" == "\(diagnose([snapshot]))", "seed \(seed)")
            #expect(!first.findings.isEmpty)
            let isBad = first.findings.contains { $0.severity >= .warning }
            #expect(!(isBad && first.causes.contains("healthy")))
            #expect(Set(first.causes).isSubset(of: Set(CauseDescription.all.map(\.cause.rawValue))))
            for finding in first.findings { expectComplete(finding, seed) }
        }
    }

    private func expectComplete(_ finding: Finding, _ seed: Int) {
        #expect(finding.confidence >= 0 && finding.confidence <= 1, "seed \(seed)")
        #expect(finding.summary.hasSuffix(".") && !finding.summary.contains("  "), "\(finding.summary.english)")
        #expect(!finding.remedy.isEmpty && !finding.verify.isEmpty && !finding.subject.title.isEmpty)
        for symptom in finding.explains { expectComplete(symptom, seed) }
    }

    /// Goroutines, objects, holders and references at random, wrong positions among them.
    private func random(_ seed: UInt64) -> GoroutineSnapshot {
        var state = seed &* 0x9e37_79b9_7f4a_7c15
        func next(_ limit: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state >> 33) % limit
        }
        let stacks: [([String], String)] = [
            (Frames.lock + ["main.(*a).f", "main.(*b).g"], "sync.Mutex.Lock"), (Frames.send + ["main.s"], "chan send"),
            (Frames.receive + ["main.r"], "chan receive"), (Frames.select + ["main.c"], "select"),
            (Frames.waitGroup + ["main.w"], "sync.WaitGroup.Wait"), (Frames.read + ["main.n"], "IO wait"),
            (Frames.sleep + ["main.z"], "sleep"), (["main.run"], ""), (Frames.roundTrip + ["main.h"], "select"),
        ]
        var world = World()
        let count = 2 + next(60)
        var objects: [WaitObjectID] = []
        for _ in 0..<count {
            let (frames, reason) = stacks[next(stacks.count)]
            world.go(frames, reason, flags: next(9) == 0 ? .unreachable : [])
        }
        for _ in 0..<1 + next(20) {
            let id: WaitObjectID
            switch next(4) {
            case 0: id = world.mutex(heldBy: UInt32(next(count + 1)), 0.2 + Double(next(8)) / 10)
            case 1: id = world.object(.waitGroup(WaitGroupFacts(counter: 1, waiters: 1)))
            case 2: id = world.socket(remote: "10.0.0.\(next(3)):80")
            default:
                let references = next(3) == 0 ? nil : (0..<next(4)).map { _ in UInt32(next(count + 2)) }
                let capacity = next(3)
                id = world.channel(
                    capacity: capacity, length: next(capacity + 1), elementSize: next(2) * 8, references: references)
            }
            objects.append(id)
        }
        for index in 0..<count where next(5) != 0 {
            for _ in 0..<1 + next(3) {
                world.wait(
                    UInt32(index), objects[next(objects.count)], next(2) == 0 ? .send : .receive, isSelect: true)
            }
        }
        return world.built()
    }
}
