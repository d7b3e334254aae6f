import GoProcess
import Synchronization
import Testing
import Wire

@testable import WebUI

/// Looks at a process: kept, bounded, aged, and not lost when it ends.
@Suite struct GoroutineLooksTests {
    /// A process of a number of goroutines that may end.
    private final class Target: Sendable {
        let looks = Mutex(0)
        let size: Int
        let end: Int

        init(size: Int, end: Int = .max) {
            self.size = size
            self.end = end
        }

        func source() -> EvidenceSource {
            EvidenceSource(
                name: "process 7, now",
                kind: .liveGoroutines(processID: 7) { [self] in
                    let number = looks.withLock { looks in
                        looks += 1
                        return looks
                    }
                    if number > end { throw InputError(.gone, "has ended", file: "process 7") }
                    var world = GoroutineWorld()
                    for _ in 0..<size { _ = world.go(["main.wait"], "chan receive") }
                    return world.built(at: Int64(number) * 1_000_000_000)
                })
        }
    }

    private func numbers(_ answer: AnswerTree) -> [Int?] { answer["looks"].elements.map { $0["look"].integer } }

    @Test func aLookIsMadeWhenOneIsAskedFor() throws {
        let target = Target(size: 3)
        let source = GoroutinesSource([target.source()])
        #expect(numbers(try source.ask("looks")) == [0])
        #expect(numbers(try source.ask("looks")) == [0])
        #expect(target.looks.withLock { $0 } == 1)
        #expect(numbers(try source.ask("looks", ["again": "1", "since": "1"])) == [0, 1])
        // Somebody else got one meanwhile: it is as good.
        #expect(numbers(try source.ask("looks", ["again": "1", "since": "1"])) == [0, 1])
        let ages = try source.ask("list", ["to": "3"])["rows"].elements.map { $0["age"].integer }
        #expect(ages == [1_000_000_000, 1_000_000_000, 1_000_000_000])
    }

    @Test func theFirstAndTheNewestAreKept() throws {
        let source = GoroutinesSource([Target(size: 2).source()])
        for _ in 0..<30 { _ = try source.ask("looks", ["again": "1"]) }
        let answer = try source.ask("looks")
        #expect(answer["looks"].elements.count == GoroutineLooks.lookLimit)
        let kept = numbers(answer)
        #expect(kept.first == 0 && kept.last == 29 && kept[1] == 19, "\(kept)")
        #expect(answer["dropped"].integer == 30 - GoroutineLooks.lookLimit)
        #expect(try source.refusal("groups", ["look": "5"]) == 404)
        #expect(try source.ask("list", ["to": "1"])["rows"].elements[0]["age"].integer == 29_000_000_000)
    }

    @Test func theLastLookOfAnEndedProcessStays() throws {
        let source = GoroutinesSource([Target(size: 4, end: 2).source()])
        for _ in 0..<5 { _ = try source.ask("looks", ["again": "1"]) }
        let answer = try source.ask("looks")
        #expect(numbers(answer) == [0, 1])
        #expect(answer["ended"].text?.contains("has ended") == true)
        #expect(try source.ask("groups", ["to": "1"])["goroutines"].integer == 4)
    }

    @Test func aProcessThatWasNeverSeenSaysSo() throws {
        let source = GoroutinesSource([Target(size: 4, end: 0).source()])
        #expect(try source.ask("looks")["ended"].text?.contains("has ended") == true)
        #expect(try source.refusal("groups") == 422)
    }

    @Test func looksOfTwoFilesAreCompared() throws {
        let sources = [3, 5].map { size in
            EvidenceSource(
                name: "\(size)",
                kind: .goroutines(
                    Shared { _ in
                        var world = GoroutineWorld()
                        for _ in 0..<size { _ = world.go(["main.wait"], "chan receive") }
                        return [world.built(at: Int64(size) * 1_000_000_000)]
                    }))
        }
        let answer = try GoroutinesSource(sources).ask(
            "compare", ["source": "1", "withSource": "0", "with": "0", "kind": "new", "to": "5"])
        #expect(answer["before"].integer == 3 && answer["after"].integer == 5)
        #expect(answer["rows"].elements.map { $0["count"].integer } == [2])
        #expect(answer["rows"].elements[0]["ids"].elements == [.number(4), .number(5)])
    }
}
