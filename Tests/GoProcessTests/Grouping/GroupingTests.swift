import Evidence
import TestSupport
import Testing
import Wire

@testable import GoProcess

struct GroupingTests {
    private func sample() throws -> GoroutineSnapshot {
        func record(_ id: Int, _ status: String, _ function: String, _ creator: String, labels: String = "") -> String {
            "goroutine \(id) [\(status)]\(labels):\n\(function)()\n\t/a.go:1 +0x1\n"
                + "created by \(creator) in goroutine 1\n\t/b.go:2 +0x1\n\n"
        }
        return try readDump(
            record(5, "chan receive, 4 minutes", "main.a", "main.x", labels: " {k: v}")
                + record(6, "chan receive, 2 minutes", "main.a", "main.x", labels: " {k: w}")
                + record(7, "chan send", "main.a", "main.x", labels: " {k: v}")
                + record(8, "chan receive, 9 minutes", "main.a", "main.x")
                + record(9, "chan receive", "main.a", "main.y")
                + record(10, "select", "main.b", "main.y", labels: " {j: v, k: v}"))
    }

    private func summary(_ groups: [GoroutineGroup], _ snapshot: GoroutineSnapshot) -> [[UInt64]] {
        groups.map { $0.members.map { snapshot.goroutines[Int($0)].id } }
    }

    @Test func groupsByEachKey() throws {
        let snapshot = try sample()
        #expect(summary(snapshot.groups(by: .stack), snapshot) == [[5, 6, 8], [7], [9], [10]])
        #expect(summary(snapshot.groups(by: .creator), snapshot) == [[5, 6, 7, 8], [9, 10]])
        #expect(summary(snapshot.groups(by: .reason), snapshot) == [[5, 6, 8, 9], [7], [10]])
        let labelled = snapshot.groups(by: .label("k"))
        #expect(summary(labelled, snapshot) == [[5, 7, 10], [8, 9], [6]])
        #expect(labelled.map(\.label) == ["v", nil, "w"])
        #expect(summary(snapshot.groups(by: .label("absent")), snapshot) == [[5, 6, 7, 8, 9, 10]])
    }

    @Test func knowsAgesAndCommonestStack() throws {
        let snapshot = try sample()
        let first = try #require(snapshot.groups(by: .stack).first)
        #expect(first.oldestNanoseconds == 540_000_000_000)
        #expect(first.medianNanoseconds == 240_000_000_000)
        #expect(first.agedCount == 3)
        #expect(first.state == "chan receive")
        #expect(first.stackCount == 3)
        let creator = try #require(snapshot.groups(by: .creator).last)
        #expect(creator.oldestNanoseconds == nil)
        #expect(creator.stackCount == 1)
        #expect(snapshot.stacks.functionName(snapshot.stacks.top(creator.stack)) == "main.a")
    }

    @Test func findsMedians() {
        var generator = SeededGenerator(seed: 3)
        for count in [1, 2, 3, 64, 65, 66, 500, 501] {
            for limit in [1, 300, 1_000_000_007, Int64.max] {
                let values = (0..<count).map { _ in Int64.random(in: 0...limit, using: &generator) }
                #expect(lowerMedian(of: values) == values.sorted()[(count - 1) / 2])
            }
        }
        #expect(lowerMedian(of: []) == nil)
    }

    @Test func leavesOutSystemAndUnmatched() throws {
        var snapshot = try sample()
        snapshot.goroutines[0].flags.insert(.system)
        #expect(summary(snapshot.groups(by: .stack), snapshot).first == [6, 8])
        #expect(summary(snapshot.groups(by: .stack, includingSystem: true), snapshot).first == [5, 6, 8])
        let odd = snapshot.groups(by: .stack, matching: { snapshot.goroutines[$0].id % 2 == 1 })
        #expect(summary(odd, snapshot) == [[7], [9]])
        #expect(snapshot.groups(by: .creator, matching: { _ in false }).isEmpty)
    }

    /// Against a dictionary of texts.
    @Test(.enabled(if: SharedCorpus.isPresent, "the shared corpus is not there"))
    func agreesWithGroupingByText() throws {
        let snapshot = try corpusDump("panicparse/panicweb.txt")
        let texts = Dictionary(grouping: snapshot.goroutines) {
            "\(snapshot.stateText($0))\n\(snapshot.stackText($0))\n\(snapshot.stacks.functionName($0.creation))"
        }
        let groups = snapshot.groups(by: .stack)
        #expect(groups.map(\.count) == texts.values.map(\.count).sorted(by: >))
        #expect(groups.map(\.count).reduce(0, +) == 71)
        #expect(groups.count < 40)
    }
}

struct FrameKindsTests {
    @Test(arguments: [
        ("main.main", "main"), ("net/http.(*conn).serve", "net/http"), ("runtime.goexit", "runtime"),
        ("gopkg.in/yaml%2ev3.(*decoder).unmarshal", "gopkg.in/yaml%2ev3"),
        ("main.Map[github.com/x/y.T].Get", "main"), ("github.com/a/b.Pool[...].Get.func1", "github.com/a/b"),
        ("type:.eq.main.T", "type:"), ("cgo_function", ""), ("", ""), ("slices.SortFunc[go.shape.[]int]", "slices"),
    ])
    func findsPackages(function: String, path: String) {
        #expect(FrameKinds.packagePath(function: function) == path)
    }

    @Test(arguments: [
        ("main.main", true, false), ("private/service.Run", true, false), ("example.com/x.F", true, false),
        ("net/http.(*conn).serve", false, false), ("runtime.gopark", false, true), ("runtime.Gosched", false, false),
        ("runtime/debug.Stack", false, false), ("internal/poll.(*FD).Read", false, true),
        ("sync.(*Mutex).lockSlow", false, true), ("sync.(*Mutex).Lock", false, false),
        ("sync.runtime_notifyListWait", false, true), ("internal/sync.(*Mutex).Lock", false, true),
        ("time.Sleep", false, false), ("os/signal.signal_recv", false, true), ("syscall.Syscall", false, false),
        ("syscall.read", false, true), ("runtime.(*Func).Name", false, false), ("runtime.(*mheap).alloc", false, true),
        ("cgo_function", false, false), ("private/internal/x.F", true, false),
    ])
    func classifies(function: String, isUser: Bool, isFolded: Bool) {
        #expect(FrameKinds.isUser(function: function) == isUser)
        #expect(FrameKinds.isRuntimeInternal(function: function) == isFolded)
    }

    @Test func showsWhatTheRuntimeShows() {
        func shown(
            _ function: String, first: Bool = false, callee: String? = nil, wrapper: Bool = false, minor: Int = 27
        )
            -> Bool
        {
            FrameKinds.isShownByRuntime(
                function: function, isWrapper: wrapper, isFirst: first, callee: callee,
                rules: TracebackRules.of(minorVersion: minor))
        }
        #expect(shown("main.f"))
        #expect(!shown("runtime.gopark"))
        #expect(shown("runtime.Gosched"))
        #expect(shown("runtime.gopanic"))
        #expect(!shown("runtime.gopanic", first: true))
        #expect(!shown("main.T.f", wrapper: true))
        #expect(shown("main.T.f", callee: "runtime.sigpanic", wrapper: true))
        #expect(!shown("cgocallback"))
        #expect(shown("runtime.(*Func).Name"))
        #expect(!shown("runtime.(*Func).Name", minor: 22))
        #expect(!shown("runtime.(*mheap).Alloc"))
        #expect(shown("runtime.runFinalizers"))
        #expect(!shown("runtime.runFinalizers", minor: 24))
        #expect(FrameKinds.isWrapper(function: "main.main.gowrap1", file: "/a.go"))
        #expect(!FrameKinds.isWrapper(function: "main.gowrapper", file: "/a.go"))
    }

    @Test func findsTellingFrames() throws {
        let snapshot = try readDump(
            """
            goroutine 1 [select]:
            runtime.gopark()
            \t/go/proc.go:1 +0x1
            time.Sleep()
            \t/go/time.go:2 +0x1
            main.work()
            \t/a.go:3 +0x1
            main.main()
            \t/a.go:4 +0x1

            goroutine 2 [IO wait]:
            internal/poll.runtime_pollWait()
            \t/go/poll.go:1 +0x1
            net.(*conn).Read()
            \t/go/net.go:1 +0x1

            goroutine 3 [idle]:
            runtime.gopark()
            \t/go/proc.go:1 +0x1

            """)
        let kinds = FrameKindTable(snapshot.stacks)
        let stacks = snapshot.goroutines.map(\.stack)
        #expect(
            stacks.map { snapshot.stacks.functionName(kinds.headline($0, in: snapshot.stacks)) } == [
                "main.work", "net.(*conn).Read", "runtime.gopark",
            ])
        #expect(stacks.map { kinds.userFrame($0) == .none } == [false, true, true])
        #expect(
            kinds.visibleFrames(stacks[0], in: snapshot.stacks).map { snapshot.stacks.functionName($0) } == [
                "time.Sleep", "main.work", "main.main",
            ])
        #expect(kinds.visibleFrames(stacks[2], in: snapshot.stacks).count == 1)
    }
}
