import GoBuild

@testable import Diagnosis

/// What the program's code does with the processors.
enum CodeFixtures {
    static let all = [spinRule, libraryRule, hotRule, changesRule]

    private static let spinRule = RuleFixture(
        "processor.spin",
        fires: [
            .init(.cpuBusyLoop, "main.poll") {
                try .samples(["250: main.poll > runtime.selectnbrecv > runtime.chanrecv", "200: main.poll"])
            },
            .init(.cpuBusyLoop, "main.wait") {
                try .samples(["300: main.wait > sync/atomic.(*Bool).Load", "150: main.wait"])
            },
            .init(.cpuBusyLoop, "main.turn") {
                try .samples([
                    "150: main.turn > runtime.Gosched", "100: main.turn",
                    "200: runtime.mcall > runtime.gosched_m > runtime.schedule",
                ])
            },
            .init(.cpuBusyLoop, "main.ask") { try .samples(asking) },
        ],
        silent: [
            .init("values are traded: others send as often") {
                try .samples(asking + ["80: main.feed > runtime.chansend1 > runtime.chansend"])
            },
            .init("the time is asked for now and then") {
                try .samples(["20: main.encode > time.Now", "430: main.encode"])
            },
            .init("goroutines park and wake each other") {
                try .samples(asking + ["60: runtime.mcall > runtime.park_m > runtime.schedule"])
            },
            .init("a program that rests") { try .samples(["25: main.poll > runtime.selectnbrecv", "20: main.poll"]) },
        ])

    /// A loop around a select that never waits.
    private static let asking = ["250: main.ask > runtime.selectgo", "200: main.ask"]

    /// - Parameters:
    ///   - samples: of 450, in the library.
    ///   - work: what the program calls of it.
    private static func handling(_ samples: Int, _ work: String) throws -> FixtureEvidence {
        try .samples([
            "\(samples): runtime.main > main.main > main.handle > \(work)",
            "\(450 - samples): runtime.main > main.main > main.handle > main.rest",
        ])
    }

    private static let expression = "regexp.MustCompile > regexp/syntax.Parse"
    private static let encoding = "encoding/json.Marshal > encoding/json.(*encodeState).marshal > reflect.Value.Field"
    private static let text = "fmt.Sprintf > fmt.(*pp).doPrintf > strconv.AppendFloat"

    private static let libraryRule = RuleFixture(
        "processor.library",
        fires: [
            .init(.cpuRegexpCompile, "main.handle") { try handling(200, expression) },
            .init(.cpuJsonReflection, "main.handle") { try handling(200, encoding) },
            .init(.cpuStringChurn, "main.handle") { try handling(200, text) },
        ],
        silent: [
            .init("an expression now and then") { try handling(8, expression) },
            .init("some reflection") { try handling(80, encoding) },
            .init("some text") { try handling(100, text) },
            .init("what reflection calls is no reflection") {
                try .samples(["450: net/rpc.(*service).call > reflect.Value.Call > main.(*Shop).Price > main.tax"])
            },
        ])

    private static let hotRule = RuleFixture(
        "processor.hot",
        fires: [
            .init(.cpuHotFunction, "main.score") {
                try .samples([
                    "380: runtime.main > main.main > main.serve > main.score",
                    "60: runtime.main > main.main > main.serve > main.store",
                ])
            },
            .init(.cpuHotFunction, "main.sign") {
                try .samples(["450: main.main > main.sign > crypto/sha256.Sum256 > crypto/sha256.block"])
            },
        ],
        silent: [
            .init("a program that rests") { try .samples(["150: runtime.main > main.main > main.score"]) },
            .init("it is the collector that is busy") {
                try .samples(["300: runtime.gcBgMarkWorker > runtime.gcDrain", "150: main.main > main.score"])
            },
        ])

    // MARK: - Two builds

    private static func changed(_ kind: FactChange.Kind, _ function: String = "encode") throws -> FixtureEvidence {
        var evidence = try FixtureEvidence.samples([
            "300: runtime.main > main.main > main.encode", "148: runtime.main > main.main > main.rest",
            "2: runtime.main > main.main > main.seldom",
        ])
        evidence.context.builds = BuildChanges(
            [
                FactChange(
                    kind: kind, package: "main", function: function, file: "program.go", line: 4, subject: "put",
                    before: "1", after: "2")
            ], before: "v1.4.0")
        return evidence
    }

    private static let changesRule = RuleFixture(
        "build.changes",
        fires: [
            .init(.compileInlineLost, "main.encode") { try changed(.inliningLost) },
            .init(.compileInlineLost, "main.encode") { try changed(.callLost) },
            .init(.compileEscapeAdded, "main.encode") { try changed(.escapeAdded) },
            .init(.compileBoundsCheckAdded, "main.encode") { try changed(.boundsCheckAdded) },
        ],
        silent: [
            .init("it became better") { try changed(.inliningWon) },
            .init("the function takes no time") { try changed(.inliningLost, "other") },
            .init("the function takes hardly any time") { try changed(.escapeAdded, "seldom") },
            .init("a larger function is no slower one") { try changed(.sizeGrown) },
        ])
}
