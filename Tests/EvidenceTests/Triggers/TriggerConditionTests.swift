import Testing

@testable import Evidence

/// The grammar of triggers, and when they fire.
@Suite struct TriggerConditionTests {
    private static let second: Int64 = 1_000_000_000

    private func sample(
        _ seconds: Double, _ values: [TriggerField: UInt64] = [:], signals: Set<TriggerField> = []
    ) -> TriggerSample {
        var sample = TriggerSample(time: Int64(seconds * 1e9))
        sample.values = values
        sample.signals = signals
        return sample
    }

    @Test(arguments: [
        ("goroutines > 5000", "goroutines > 5000"),
        ("goroutines > 5000 || cpu > 90% for 10s || SIGUSR2", "goroutines > 5000 | cpu > 90% for 10s | SIGUSR2"),
        ("cpu>=12.5%", "cpu >= 12.5%"), ("cpu > 250", "cpu > 250%"),
        ("rss > 2GiB", "rss > 2GB"), ("memory > 512MB", "rss > 512MB"), ("rss > 1.5g", "rss > 1.5GB"),
        ("rss > 4096", "rss > 4KB"), ("rss > 100", "rss > 100"),
        ("fds > 1000 and threads > 64", "descriptors > 1000 && threads > 64"),
        ("(gc > 60 or threads > 9) for 1m30s", "(gc > 60 || threads > 9) for 90s"),
        ("! goroutines < 0x10 for 500ms", "!goroutines < 16 for 0.5s"),
        ("(goroutines > 1 || (cpu > 2 || SIGUSR1))", "goroutines > 1 | cpu > 2% | SIGUSR1"),
        ("goroutines > 1 && (cpu > 2 || SIGUSR1)", "goroutines > 1 && (cpu > 2% || SIGUSR1)"),
    ])
    func whatIsWrittenIsUnderstood(text: String, terms: String) throws {
        #expect(try TriggerCondition(parsing: text).terms.map(\.text).joined(separator: " | ") == terms)
    }

    /// Each with the column that the caret points at, and a part of the message.
    @Test(arguments: [
        ("", 1, "expected a field (goroutines, cpu"),
        ("gorotines > 5", 1, "there is no field `gorotines`"),
        ("goroutines", 11, "expected a comparison such as `>`, found the end"),
        ("goroutines > many", 14, "expected a whole number"),
        ("goroutines > 50%", 14, "expected a whole number"),
        ("goroutines = 5", 12, "write `==`"),
        ("goroutines ~ 5", 12, "numbers have no patterns"),
        ("cpu > 90%% for 10s", 10, "has no meaning"),
        ("cpu > fast", 7, "a percentage such as 90%"),
        ("rss > 2GX", 7, "a size such as 512MB or 2GiB"),
        ("rss > 1.", 7, "a size such as"),
        ("cpu > 90% for", 14, "a duration such as 10s or 1m30s after `for`, found the end"),
        ("cpu > 90% for 10", 15, "a duration such as"),
        ("cpu > 90% for 0s", 15, "a duration such as"),
        ("SIGUSR2 for 10s", 9, "does not last"),
        ("(cpu > 1 || SIGUSR2) for 10s", 22, "does not last"),
        ("SIGHUP", 1, "there is no field `SIGHUP`"),
        ("(cpu > 1", 9, "expected `)` for the `(` in column 1"),
        ("cpu > 1 | threads > 2", 9, "write `||`"),
        ("cpu > 1 threads > 2", 9, "expected `&&` or `and`"),
    ])
    func whatIsWrongIsShown(text: String, column: Int, message: String) throws {
        let error = #expect(throws: QueryError.self) { try TriggerCondition(parsing: text) }
        let lines = (error?.description ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.first?.hasPrefix("column \(column) of") == true, "\(lines)")
        #expect(lines.first?.contains(message) == true, "\(lines)")
        #expect(lines.last == "  " + String(repeating: " ", count: column - 1) + "^")
    }

    @Test func whatIsWatchedIsNotAskedElsewhere() {
        #expect(throws: QueryError.self) { try QueryExpression<PlainField>(parsing: "size > 5 for 10s") }
        #expect(throws: Never.self) { try QueryExpression<PlainField>(parsing: "size") }
    }

    @Test func nestingIsBounded() {
        let text = String(repeating: "(", count: 70) + "cpu > 1" + String(repeating: ")", count: 70)
        #expect(throws: QueryError.self) { try TriggerCondition(parsing: text) }
        #expect(throws: QueryError.self) {
            try TriggerCondition(parsing: String(repeating: "!", count: 100_000) + "SIGUSR1")
        }
    }

    @Test func aTermFiresAgainOnlyAfterItWasFalse() throws {
        var condition = try TriggerCondition(parsing: "goroutines > 10")
        let fired = [11, 12, 13, 9, 20, 10, 11].enumerated().map { index, count in
            !condition.observe(sample(Double(index), [.goroutines: UInt64(count)])).isEmpty
        }
        #expect(fired == [true, false, false, false, true, false, true])
    }

    @Test func termsFireEachByItself() throws {
        var condition = try TriggerCondition(parsing: "goroutines > 10 || threads > 5 || SIGUSR2")
        func fire(_ goroutines: UInt64, _ threads: UInt64, _ signals: Set<TriggerField> = []) -> [String] {
            condition.observe(sample(0, [.goroutines: goroutines, .threads: threads], signals: signals)).map(\.text)
        }
        #expect(fire(20, 1) == ["goroutines > 10"])
        #expect(fire(20, 9) == ["threads > 5"])
        #expect(fire(20, 9) == [])
        #expect(fire(20, 9, [.secondSignal]) == ["SIGUSR2"])
        #expect(fire(20, 9, [.secondSignal]) == ["SIGUSR2"])
        #expect(fire(20, 9, [.firstSignal]) == [])
        #expect(fire(1, 9) == [])
        #expect(fire(20, 9) == ["goroutines > 10"])
    }

    @Test func whatMayNotFireYetFiresLater() throws {
        var condition = try TriggerCondition(parsing: "goroutines > 10")
        let many = sample(0, [.goroutines: 20])
        #expect(condition.observe(many) { _ in false }.isEmpty)
        #expect(condition.observe(many).count == 1)
        #expect(condition.observe(many).isEmpty)
        #expect(condition.observe(sample(1, [.goroutines: 1])) { _ in false }.isEmpty)
        #expect(condition.observe(many) { _ in false }.isEmpty)
        #expect(condition.observe(many).count == 1)
    }

    @Test func aTimeIsHeldWithoutABreak() throws {
        var condition = try TriggerCondition(parsing: "cpu > 90% for 10s")
        func fires(_ seconds: Double, _ percent: UInt64) -> Bool {
            !condition.observe(sample(seconds, [.cpu: percent * 100])).isEmpty
        }
        #expect(!fires(0, 95) && !fires(9, 99) && !fires(9.5, 90) && !fires(10, 95) && !fires(19.9, 95))
        #expect(fires(20, 95))
        #expect(!fires(21, 95) && !fires(22, 50) && !fires(23, 95) && !fires(32, 95))
        #expect(fires(33, 95))
    }

    /// The second of two times is not the first one's.
    @Test func timesAreKeptApart() throws {
        var condition = try TriggerCondition(parsing: "(cpu > 90% for 2s || rss > 5) && threads > 7 for 1s")
        func fires(_ seconds: Double, _ percent: UInt64, _ threads: UInt64) -> Bool {
            !condition.observe(sample(seconds, [.cpu: percent * 100, .threads: threads, .rss: 0])).isEmpty
        }
        #expect(!fires(0, 95, 1) && !fires(2, 95, 1) && !fires(3, 95, 8) && fires(4, 95, 8))
    }

    @Test func whatIsNotKnownFiresNothing() throws {
        for text in ["cpu < 5%", "!(cpu > 5%)", "cpu < 5% && threads > 0", "!(cpu > 5% for 1s)", "cpu != 5"] {
            var condition = try TriggerCondition(parsing: text)
            #expect(condition.observe(sample(0, [.threads: 4])).isEmpty, "\(text)")
        }
        var other = try TriggerCondition(parsing: "threads > 1 && !(cpu > 5% && threads > 9)")
        #expect(other.observe(sample(0, [.threads: 4])).count == 1)
    }

    @Test func ratesAreOfAWindow() {
        var rate = TriggerRate(window: 1_000)
        #expect(rate.add(0, at: 0) == nil)
        #expect(rate.add(400, at: 500) == nil)
        #expect(rate.add(1_000, at: 1_000) == 1)
        // The youngest that is a window old: that of 500.
        #expect(rate.add(1_400, at: 1_500) == 1)
        #expect(rate.add(1_400, at: 2_500) == 0)
        #expect(rate.add(5_400, at: 4_500) == 2)
        // A counter that began anew, and a clock that did.
        #expect(rate.add(3, at: 6_000) == nil)
        #expect(rate.add(9, at: 10) == nil)
    }
}

/// A field of something that is over.
private enum PlainField: QueryField {
    case size
    init?(word: String) { if word == "size" { self = .size } else { return nil } }
    var kind: QueryValueKind { .number }
    static let names = "size"
}
