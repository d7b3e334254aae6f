import Evidence
import TestSupport
import Testing
import Wire

@testable import GoProcess

private let toolchains = ["go1.21.13", "go1.24.11", "go1.27.3"]

@Suite(.enabled(if: SharedCorpus.isPresent, "the shared corpus is not there"))
struct TextDumpCorpusTests {
    /// The table of corpus/goroutines/README.md.
    @Test(arguments: toolchains)
    func holdsWhatTheProgramDoes(toolchain: String) throws {
        let snapshot = try corpusDump("\(toolchain)/goroutine.debug2.txt")
        #expect(snapshot.source.kind == .text)
        #expect(snapshot.quality["dump.lines-not-understood"] == 0)
        #expect(snapshot.quality.counters.map(\.name) == [])
        #expect(snapshot.states(containing: "main.receive") == ["chan receive": 5])
        #expect(snapshot.states(containing: "main.lockForever") == ["sync.Mutex.Lock": 3])
        #expect(snapshot.states(containing: "main.send") == ["chan send": 1])
        #expect(snapshot.states(containing: "main.choose") == ["select": 1])
        #expect(snapshot.states(containing: "main.readLock") == ["sync.RWMutex.RLock": 1])
        #expect(snapshot.states(containing: "main.writeLock") == ["sync.Mutex.Lock": 1])
        #expect(snapshot.states(containing: "main.generic[...]") == ["chan receive": 1])
        #expect(snapshot.states(containing: "main.(*pool).acquire") == ["chan send": 2])
        #expect(snapshot.states(containing: "time.Sleep") == ["sleep": 1])
        #expect(snapshot.states(containing: "sync.(*Cond).Wait") == ["sync.Cond.Wait": 1])
        let group = toolchain == "go1.21.13" ? "semacquire" : "sync.WaitGroup.Wait"
        #expect(snapshot.states(containing: "sync.(*WaitGroup).Wait") == [group: 1])
        let byState = Dictionary(grouping: snapshot.goroutines) { snapshot.stateText($0) }.mapValues(\.count)
        #expect(byState["chan receive (nil chan)"] == 1)
        #expect(byState["chan send (nil chan)"] == 1)
        #expect(byState["select (no cases)"] == 1)
        let locked = snapshot.goroutines.filter { $0.flags.contains(.lockedToThread) }
        #expect(locked.map { snapshot.stateText($0) } == ["chan receive"])
        #expect(snapshot.goroutine(1)?.flags.contains(.main) == true)
        #expect(snapshot.goroutines.allSatisfy { $0.waitingNanoseconds == -1 })
        #expect(snapshot.goroutines.filter { $0.id > 1 }.allSatisfy { $0.parent != 0 && $0.creation != .none })
    }

    @Test func knowsTheLabelsSince127() throws {
        let snapshot = try corpusDump("go1.27.3/goroutine.debug2.txt")
        let labelled = snapshot.goroutines.filter { $0.labels != 0 }
        #expect(labelled.map(\.id) == [45])
        let labels = [
            Label(key: "endpoint", value: "/checkout"), Label(key: "user id", value: "a \"quoted\" one"),
        ]
        #expect(snapshot.labelSets == [[], labels])
        // debug=1 has had them all along.
        for toolchain in toolchains {
            let grouped = try corpusDump("\(toolchain)/goroutine.debug1.txt")
            #expect(grouped.labelSets == [[], labels])
            #expect(grouped.goroutines.filter { $0.labels != 0 }.count == 1)
        }
    }

    /// Ten goroutines leak by the runtime's own account; the others show their minutes there.
    @Test func knowsTheLeakedOnes() throws {
        let dump = try corpusDump("go1.27.3/goroutineleak.debug2.txt")
        let leaked = dump.goroutines.filter { $0.flags.contains(.leaked) }
        #expect(leaked.count == 10)
        #expect(leaked.allSatisfy { $0.state == .leaked && $0.ageSource == .unknown })
        #expect(
            Set(leaked.map { dump.stateText($0) }) == [
                "chan send", "select", "chan receive", "chan receive (nil chan)", "chan send (nil chan)",
                "select (no cases)", "sync.WaitGroup.Wait", "sync.Cond.Wait",
            ])
        let aged = dump.goroutines.filter { $0.ageSource == .text }
        #expect(aged.count > 10)
        #expect(aged.allSatisfy { $0.waitingNanoseconds == 60_000_000_000 && $0.state == .waiting })

        let grouped = try corpusDump("go1.27.3/goroutineleak.debug1.txt")
        #expect(grouped.goroutines.count == 10)
        #expect(grouped.goroutines.allSatisfy { $0.flags.contains(.leaked) })
        #expect(stacks(grouped) == stacks(dump, where: { $0.flags.contains(.leaked) }))
    }

    /// debug=1 and debug=2 hold the same stacks as often, but for the goroutines of the server and its client.
    @Test(arguments: toolchains)
    func groupedAndSingleDumpsAgree(toolchain: String) throws {
        let single = try corpusDump("\(toolchain)/goroutine.debug2.txt")
        let grouped = try corpusDump("\(toolchain)/goroutine.debug1.txt")
        #expect(grouped.source.kind == .groupedText)
        #expect(grouped.quality["dump.lines-not-understood"] == 0)
        #expect(grouped.goroutines.map(\.id) == (1...UInt64(grouped.goroutines.count)).map { $0 })
        #expect(stacks(single) == stacks(grouped))
        #expect(stacks(single).values.reduce(0, +) >= 26)
    }

    /// Stacks outside the HTTP machinery as texts with their number. debug=2 hides unexported runtime frames and
    /// debug=1 those at the inner end, so these are left out.
    private func stacks(
        _ snapshot: GoroutineSnapshot, where included: (Goroutine) -> Bool = { _ in true }
    ) -> [String: Int] {
        var result: [String: Int] = [:]
        for goroutine in snapshot.goroutines where included(goroutine) {
            let frames = snapshot.stacks.resolvedFrames(goroutine.stack)
            if frames.contains(where: { $0.function.hasPrefix("net/http") || $0.function.hasPrefix("net.(*") }) {
                continue
            }
            let text = frames.filter { !$0.function.hasPrefix("runtime.") && !$0.function.hasPrefix("runtime/pprof") }
                .map { "\($0.function) \($0.file):\($0.line)" }.joined(separator: "\n")
            // A resting goroutine of the runtime, which debug=2 does not list.
            if !text.isEmpty { result[text, default: 0] += 1 }
        }
        return result
    }

    /// Which waits the innermost frames of a counted profile tell.
    @Test(arguments: toolchains)
    func infersWaitsFromCountedStacks(toolchain: String) throws {
        let grouped = try corpusDump("\(toolchain)/goroutine.debug1.txt")
        #expect(grouped.states(containing: "main.lockForever") == ["sync.Mutex.Lock": 3])
        #expect(grouped.states(containing: "main.readLock") == ["sync.RWMutex.RLock": 1])
        #expect(grouped.states(containing: "main.writeLock") == ["sync.Mutex.Lock": 1])
        #expect(grouped.states(containing: "time.Sleep") == ["sleep": 1])
        #expect(grouped.states(containing: "sync.(*Cond).Wait") == ["sync.Cond.Wait": 1])
        #expect(grouped.states(containing: "sync.(*WaitGroup).Wait") == ["sync.WaitGroup.Wait": 1])
        #expect(grouped.states(containing: "main.receive") == ["???": 5])
        #expect(grouped.quality["dump.states-inferred"] >= 10)
    }

    @Test func readsPanicparsesWebDump() throws {
        let snapshot = try corpusDump("panicparse/panicweb.txt")
        #expect(snapshot.goroutines.count == 71)
        #expect(snapshot.quality.counters.map(\.name) == [])
        #expect(snapshot.goroutine(1)?.waitingNanoseconds == 120_000_000_000)
        #expect(snapshot.creationFunction(135) == "net/http.(*Server).Serve")
        #expect(snapshot.goroutines.allSatisfy { $0.parent == 0 })
        #expect(snapshot.functions(1) == ["main.main"])
        let frame = snapshot.goroutine(1).map { snapshot.stacks.resolvedFrames($0.stack) }?.first
        #expect(frame?.file == "/gopath/src/github.com/maruel/panicparse/cmd/panicweb/main.go")
        #expect(frame?.line == 78)
    }

    @Test func readsPanicparsesRaceReport() throws {
        let snapshot = try corpusDump("panicparse/race.txt")
        #expect(snapshot.goroutines.map(\.id) == [7, 8])
        #expect(snapshot.functions(8) == ["main.panicDoRaceRead", "main.panicRace.func2"])
        #expect(snapshot.functions(7) == ["main.panicDoRaceWrite", "main.panicRace.func1"])
        #expect(snapshot.creationFunction(7) == "main.panicRace")
        #expect(snapshot.goroutines.allSatisfy { $0.state == .running })
        #expect(snapshot.quality["dump.lines-not-understood"] == 0)
    }

    @Test func recognisesEveryTextAndNothingElse() throws {
        for name in ["corpus/goroutines/go1.21.13/goroutine.debug1.txt", "corpus/goroutines/panicparse/race.txt"] {
            #expect(TextDump.isRecognised(try MappedFile.open(try #require(SharedCorpus.path(name)))))
        }
        for name in ["corpus/goroutines/README.md", "corpus/goroutines/go1.27.3/goroutine.pb.gz", "design.md"] {
            #expect(!TextDump.isRecognised(try MappedFile.open(try #require(SharedCorpus.path(name)))))
        }
    }
}
