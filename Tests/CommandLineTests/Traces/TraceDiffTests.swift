import TestSupport
import Testing

/// `sonde trace diff` on two runs of one program that differ in a parameter.
@Suite struct TraceDiffTests {
    private static func trace(_ arguments: String...) throws -> String {
        try TracedProgram(
            .zoo, "checkout", version: GoToolchain.newestVersion, arguments: ["-for", "2500ms"] + arguments
        ).trace()
    }

    private static func diff(_ arguments: String...) throws -> String {
        let result = try SondeProgram.run(["trace", "diff"] + arguments)
        #expect(result.status.code == 0, "\(result.error)")
        return result.output
    }

    /// A mutex that is held ten times as long.
    @Test func aLockThatIsHeldLongerIsNamed() throws {
        let (before, after) = (try Self.trace("-hold", "500us"), try Self.trace("-hold", "5ms"))
        let text = try Self.diff("--per", "task=checkout", before, after)
        let head = text.split(separator: "\n\n").first.map { $0.split(separator: "\n").joined(separator: " ") } ?? ""
        #expect(head.hasPrefix("B is slower: each task `checkout` takes "), "\(head)")
        #expect(head.contains(" more is waiting for a mutex at main.(*store).reserve"), "\(head)")
        let back = try Self.diff(after, before)
        #expect(back.hasPrefix("B is faster: each task `checkout` takes "), "\(back)")
        let json = try Self.diff("--format", "json", before, after)
        #expect(json.contains("\"schema\": \"sonde.trace.diff/1\""))
        #expect(json.contains("\"what\": \"mutex\",\n      \"place\": \"main.(*store).reserve\""))
    }

    /// A pause that only one of both has.
    @Test func newAndVanishedPlacesAreSaid() throws {
        let (before, after) = (try Self.trace("-hold", "500us"), try Self.trace("-hold", "500us", "-audit"))
        let there = try Self.diff("--format", "json", before, after)
        let place = "\"place\": \"main.record\""
        #expect(there.contains(place))
        let back = try Self.diff("--all", after, before)
        #expect(back.contains("gone") || !back.contains("main.record"), "\(back)")
    }

    @Test func aTraceDoesNotDifferFromItself() throws {
        let trace = try Self.trace("-hold", "500us")
        #expect(try Self.diff(trace, trace).hasPrefix("Nothing changed by more than chance explains"))
        #expect(try Self.diff("--format", "json", trace, trace).contains("\"isChange\": true") == false)
    }

    @Test func whatIsNotThereIsSaid() throws {
        let trace = try Self.trace("-hold", "500us")
        for (unit, word) in [("task=refund", "task of type refund"), ("request", "request")] {
            let result = try SondeProgram.run(["trace", "diff", "--per", unit, trace, trace])
            #expect(result.status.code != 0 && result.error.contains("has no \(word)"), "\(result.error)")
        }
        #expect(try SondeProgram.run(["trace", "diff", "--per", "day", trace, trace]).status.code == 2)
    }
}
