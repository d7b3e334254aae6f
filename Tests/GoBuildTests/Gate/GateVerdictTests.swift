import Testing

@testable import GoBuild

/// What a gate makes of changes that are made up.
struct GateVerdictTests {
    private func change(
        _ kind: FactChange.Kind, _ function: String = "F", subject: String = "", _ before: String = "0",
        _ after: String = "1"
    ) -> FactChange {
        FactChange(
            kind: kind, package: "example.com/a", function: function, file: "./a.go", line: 7, subject: subject,
            before: before, after: after)
    }

    private func kinds(_ items: [GateVerdict.Item]) -> [String] { items.map(\.cause.kind) }

    @Test func nothingPasses() {
        let verdict = GateVerdict()
        #expect(verdict.passes)
        #expect(verdict.items.isEmpty)
    }

    @Test func whatIsWorseFailsAndWhatIsBetterIsNoted() {
        for kind in FactChange.Kind.allCases {
            let verdict = GateVerdict(changes: [change(kind, "F", "100", "200")])
            #expect(verdict.passes == !kind.isWorse, "\(kind)")
            #expect(verdict.noted.count == (kind.isWorse ? 0 : 1), "\(kind)")
        }
    }

    @Test func sizesFailByGrowthThatMatters() {
        let small = change(.sizeGrown, "F", "1000 bytes", "1099 bytes")
        let large = change(.sizeGrown, "F", "1000 bytes", "1100 bytes")
        #expect(GateVerdict(changes: [small]).passes)
        #expect(!GateVerdict(changes: [large]).passes)
        #expect(!GateVerdict(changes: [small], options: GateOptions(growth: 0.05)).passes)
        // The first spilled register makes a frame; a buffer is another matter.
        #expect(GateVerdict(changes: [change(.frameGrown, "F", "0 bytes", "24 bytes")]).passes)
        #expect(!GateVerdict(changes: [change(.frameGrown, "F", "0 bytes", "32 bytes")]).passes)
        #expect(!GateVerdict(changes: [change(.frameGrown, "F", "1000 bytes", "1100 bytes")]).passes)
    }

    @Test func whatFollowsFromAFailureIsNone() {
        let verdict = GateVerdict(changes: [
            change(.inliningLost, "add", "cost 4", "unhandled op DEFER"),
            change(.frameGrown, "add", "0 bytes", "48 bytes"), change(.sizeGrown, "add", "4 bytes", "142 bytes"),
            change(.callLost, "Sum", subject: "add", "inlined once", "called"),
            change(.escapeAdded, "New", subject: "moved to heap: x"), change(.allocationAdded, "New", "1", "2"),
        ])
        #expect(kinds(verdict.failures) == ["inlining-lost", "escape-added"])
        #expect(verdict.noted.count == 4)
    }

    @Test func moreAllocationsThanEscapesFailOnTheirOwn() {
        let verdict = GateVerdict(changes: [
            change(.escapeAdded, "New", subject: "moved to heap: x"), change(.allocationAdded, "New", "1", "3"),
        ])
        #expect(kinds(verdict.failures) == ["escape-added", "allocation-added"])
    }

    /// The same name in another package is another function.
    @Test func callsOfOtherFunctionsFailOnTheirOwn() {
        let verdict = GateVerdict(changes: [
            change(.inliningLost, "add", "cost 4", "recursive"),
            change(.callLost, "Sum", subject: "math.add", "inlined once", "called"),
        ])
        #expect(verdict.failures.count == 2)
        let other = GateVerdict(changes: [
            change(.inliningLost, "add", "cost 4", "recursive"),
            change(.callLost, "Sum", subject: "a.add", "inlined once", "called"),
        ])
        #expect(other.failures.count == 1)
    }

    @Test func theAllowListLetsThroughAndTellsWhatItDoesNotNeed() {
        let list = AllowList(
            file: "gate.allow",
            entries: [
                .init(
                    kind: "escape-added", function: "example.com/a.F", subject: "moved to heap: *", reason: "r", line: 1
                ),
                .init(kind: "escape-added", function: "example.com/a.G", reason: "old", line: 2),
                .init(kind: "inlining-lost", function: "example.com/a.F", reason: "other kind", line: 3),
            ])
        let changes = [
            change(.escapeAdded, "F", subject: "moved to heap: x"), change(.escapeAdded, "F", subject: "y escapes"),
        ]
        let verdict = GateVerdict(changes: changes, allow: list)
        #expect(verdict.failures.map(\.cause.subject) == ["y escapes"])
        #expect(verdict.allowed.map(\.outcome) == [.allowed(list.entries[0])])
        #expect(verdict.unused.map(\.line) == [2, 3])
        #expect(!verdict.passes)
        #expect(GateVerdict(changes: [changes[0]], allow: list).passes)
    }

    @Test func profilesFailAfterFactsAndBenchmarks() {
        let grown = GateCause.ProfileChange(
            package: "example.com/a", function: "example.com/a.Hot", sampleType: "cpu", unit: "nanoseconds", old: 1,
            new: 2, ratio: 2, growthOfTotal: 0.2, adjusted: 0.001)
        let verdict = GateVerdict(changes: [change(.escapeAdded, "F", subject: "x")], profiles: [grown])
        #expect(kinds(verdict.failures) == ["escape-added", "profile-grown"])
        // Functions of profiles have their package in their name.
        #expect(verdict.failures[1].cause.function == "example.com/a.Hot")
    }
}
