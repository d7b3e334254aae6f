import Testing

@testable import GoBuild

@Suite struct FactComparisonTests {
    private func function(_ name: String, _ code: UInt64 = 1, change: (inout FunctionFacts) -> Void = { _ in })
        -> FunctionFacts
    {
        var result = FunctionFacts(package: "p", name: name)
        result.inlining = .possible(cost: 10)
        (result.boundsChecks, result.size, result.frame, result.calls) = (0, 100, 16, 2)
        (result.dynamicCalls, result.allocations, result.callees) = (0, 0, [:])
        (result.opcodeHash, result.codeHash) = (code, code)
        change(&result)
        return result
    }

    private func compare(_ old: [FunctionFacts], _ new: [FunctionFacts]) -> FactComparison {
        var (before, after) = (BuildFacts(), BuildFacts())
        (before.functions, after.functions) = (old, new)
        return FactComparison(old: before, new: after)
    }

    private func words(_ comparison: FactComparison) -> [String] {
        comparison.changes.map {
            "\($0.function) \($0.kind.rawValue)\($0.subject.isEmpty ? "" : " \($0.subject)"): \($0.before) > \($0.after)"
        }
    }

    @Test func eachFact() {
        let old = function("F") {
            $0.inlinedCalls = ["G": 2]
            $0.escapes = ["x escapes to heap": 1]
        }
        let new = function("F", 2) {
            $0.inlining = .refused(reason: "function too complex: cost 93 exceeds budget 80")
            $0.inlinedCalls = ["G": 1]
            $0.callees = ["G": 1]
            $0.escapes = ["y escapes to heap": 1]
            ($0.boundsChecks, $0.size, $0.frame, $0.calls, $0.allocations) = (2, 120, 8, 6, 1)
        }
        #expect(
            words(compare([old], [new])) == [
                "F escape-added y escapes to heap: 0 > 1", "F allocation-added: 0 > 1",
                "F inlining-lost: cost 10 > cost 93 exceeds budget 80",
                "F inlined-call-lost G: inlined twice > inlined once", "F bounds-check-added: 0 > 2",
                "F size-grown: 100 bytes > 120 bytes", "F calls-changed G +1: 2 > 6",
                "F escape-gone x escapes to heap: 1 > 0", "F frame-shrunk: 16 bytes > 8 bytes",
            ])
        #expect(compare([new], [old]).changes.map(\.kind).contains(.inliningWon))
    }

    /// A call that was taken away is no inlining lost, and one that was written none won.
    @Test func callsThatAreNotThere() {
        let with = function("F", 1) { $0.inlinedCalls = ["G": 1] }
        let without = function("F", 2)
        #expect(compare([with], [without]).changes == [])
        #expect(compare([without], [with]).changes == [])
    }

    @Test func cosmeticDifferences() {
        let new = function("F") {
            $0.codeHash = 2
            $0.size = 104
            $0.line = 7
        }
        let comparison = compare([function("F") { $0.line = 5 }], [new])
        #expect(comparison.changes == [])
        let cosmetic = comparison.cosmetic
        #expect((cosmetic.operands, cosmetic.encodings, cosmetic.renumbered, cosmetic.moved) == (1, 1, 0, 1))
    }

    @Test func closuresAreMatchedByWhatTheyAre() {
        let old = [function("F", 1), function("F.func1", 10), function("F.func2", 20), function("F.func2.1", 30)]
        let new = [
            function("F", 1) { $0.inlinedCalls = ["F.func3": 1] }, function("F.func1", 99), function("F.func2", 10),
            function("F.func3", 20), function("F.func3.1", 30),
        ]
        let inlined = function("F", 1) { $0.inlinedCalls = ["F.func2": 1] }
        let comparison = compare([inlined] + old.dropFirst(), new)
        #expect(words(comparison) == ["F.func1 function-added:  > 100 bytes"])
        #expect(comparison.cosmetic.renumbered == 3)
    }

    /// Of two that changed, the one that is more alike.
    @Test func changedClosures() {
        let old = [function("F", 1), function("F.func1", 10) { $0.size = 500 }]
        let new = [
            function("F", 1), function("F.func1", 11) { $0.size = 40 }, function("F.func2", 12) { $0.size = 505 },
        ]
        #expect(
            words(compare(old, new)) == [
                "F.func2 size-grown: 500 bytes > 505 bytes", "F.func1 function-added:  > 40 bytes",
            ])
    }

    /// Functions `init` are numbered, too.
    @Test func initialisersAreMatchedByWhatTheyAre() {
        let old = [function("init", 1), function("init.0", 10), function("init.0.func1", 20)]
        let new = [
            function("init", 1), function("init.0", 99), function("init.1", 10), function("init.1.func1", 20),
        ]
        #expect(words(compare(old, new)) == ["init.0 function-added:  > 100 bytes"])
        #expect(FunctionNaming.family("init.12.func1") == "init")
        #expect(FunctionNaming.family("init.x") == "init.x")
    }

    /// Many closures of which half changed: in a time that nobody notices, and each once.
    @Test func veryManyClosures() {
        let old = (0..<3000).map { index in function("F.func\(index)", UInt64(index)) { $0.size = index } }
        let new = (0..<3500).map { index in function("F.func\(index)", UInt64(index * 2)) { $0.size = index } }
        let comparison = compare(old, new)
        #expect(comparison.common == 3000)
        #expect(comparison.changes.count { $0.kind == .functionAdded } == 500)
    }

    /// The linker knows packages by their paths, messages by their names.
    @Test(arguments: [
        ("isatty.IsTerminal", "go-isatty.IsTerminal", true), ("v2.Scale", "autoscaling.Scale", true),
        ("a.F", "b.F", false), ("a.F", "data.F", false), ("data.F", "a.F", false), ("uuid.F", "go.uuid.F", true),
        ("lru.(*Cache).Get", "golang-lru.(*Cache).Get", true), ("toml.F", "gotoml.F", true),
        ("isatty.IsTerminal", "go-isatty.IsCygwin", false),
    ])
    func callsOfPackagesWithOtherNames(message: String, symbol: String, isLost: Bool) {
        let old = function("F", 1) { $0.inlinedCalls = [message: 1] }
        let new = function("F", 2) { $0.callees = [symbol: 1] }
        #expect(compare([old], [new]).changes.contains { $0.kind == .callLost } == isLost)
    }

    @Test func functionsOfTwoPackagesAreTwo() {
        var other = function("F")
        other.package = "q"
        let comparison = compare([function("F")], [other])
        #expect(words(comparison) == ["F function-added:  > 100 bytes", "F function-gone: 100 bytes > "])
        #expect(comparison.changes.groupedByFunction().count == 2)
    }

    @Test func factsOfOneSideAreNotCompared() {
        let bare = FunctionFacts(package: "p", name: "F")
        let comparison = compare([bare], [function("F")])
        #expect(comparison.changes == [])
        #expect(
            comparison.notCompared == [
                "inlining and escapes: only the new side has them", "bounds checks: only the new side has them",
                "size, frame, calls and allocations: only the new side has them",
            ])
    }

    /// A compiler that says more does not make code worse.
    @Test func appendsAreToldByLaterCompilers() {
        var (before, after) = (BuildFacts(), BuildFacts())
        before.functions = [function("F")]
        after.functions = [function("F") { $0.escapes = ["append escapes to heap": 2] }]
        #expect(FactComparison(old: before, new: after).changes.map(\.kind) == [.escapeAdded])
        (before.toolchain, after.toolchain) = ("go1.24.11", "go1.27.3")
        let comparison = FactComparison(old: before, new: after)
        #expect(comparison.changes == [])
        #expect(comparison.notCompared == ["escapes of append: only the compiler of the new side tells them"])
    }

    @Test(arguments: [
        ("F", "F"), ("F.func1", "F"), ("(*T).M.func2.1", "(*T).M"), ("F-range1", "F"), ("F.gowrap1", "F"),
        ("T.funcy", "T.funcy"), ("init.func1", "init"),
        ("Map[go.shape.struct { F.func1 int }]", "Map[go.shape.struct { F.func1 int }]"),
        ("Map[go.shape.int].func1", "Map[go.shape.int]"), ("F.deferwrap3", "F"),
    ]) func parents(name: String, parent: String) { #expect(FunctionNaming.parent(name) == parent) }

    @Test(arguments: [
        ("main.F.func1#Fy+1lUJn4Gg=#", "main.F.func1"), ("Map[example.com/a.T,b.U]", "Map[a.T,b.U]"),
        ("(*Pointer[go.shape.*go/types.Func]).Load", "(*Pointer[go.shape.*types.Func]).Load"), ("F", "F"),
    ]) func stableNames(name: String, stable: String) { #expect(FunctionNaming.stable(name) == stable) }

    @Test(arguments: [
        ("main.F", "example.com/cmd/a", "example.com/cmd/a F"),
        ("example.com/a%2eb.(*T).M", "x", "example.com/a.b (*T).M"),
        ("sync/atomic.(*Pointer[example.com/a.T]).Load", "x", "sync/atomic (*Pointer[a.T]).Load"),
        ("type:.eq.main.T", "x", ""), ("gopkg.in/yaml%2ev3.F", "x", "gopkg.in/yaml.v3 F"),
    ]) func symbols(symbol: String, section: String, expected: String) {
        let found = SymbolNaming.function(symbol, section: section).map { "\($0.package) \($0.name)" }
        #expect(found ?? "" == expected)
    }
}
