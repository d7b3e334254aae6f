import Evidence
import SystemActivity
import Testing

@testable import Diagnosis

/// What machine and limits withhold: the facts at which a rule speaks, those at which it is silent, and none at all.
@Suite struct ActivityHostTests {
    private static let second: Int64 = 1_000_000_000

    @Test func aQuotaThatRunsOut() throws {
        let finding = try #require(ScriptedActivity.throttled(80, 6 * Self.second).findings().first)
        #expect(finding.cause == .cpuThrottled)
        #expect(finding.severity == .warning)
        #expect(finding.subject.title == "/box")
        #expect(finding.summary.contains("0.5 processors"))
        #expect(finding.summary.contains("80 of 100 periods"))
        #expect(finding.refutes.isEmpty)
        #expect(try ScriptedActivity.throttled(2, 3 * Self.second / 10).causes() == ["cpu.throttled info"])
        #expect(try ScriptedActivity.throttled(1, Self.second / 100).causes() == ["healthy ok"])
        #expect(try ScriptedActivity.throttled(0, 0).causes() == ["healthy ok"])
        // Many periods, each only for a moment.
        #expect(try ScriptedActivity.throttled(80, Self.second / 20).causes() == ["healthy ok"])
    }

    /// The group stands still, and the recorded processes do not: it is others in the group.
    @Test func aQuotaThatStopsOthers() throws {
        var script = ScriptedActivity.throttled(80, 6 * Self.second)
        script.tables.host = HostSamples(
            script.tables.host.samples.map {
                var sample = $0
                sample.recorded.runWait = 0
                return sample
            })
        let finding = try #require(script.findings().first)
        #expect(finding.refutes.count == 1)
        #expect(
            try finding.confidence
                < #require(ScriptedActivity.throttled(80, 6 * Self.second).findings().first).confidence)
    }

    @Test func othersTakeTheProcessors() throws {
        let finding = try #require(ScriptedActivity.loaded(busy: 19, own: 4, wait: 5).findings().first)
        #expect(finding.cause == .cpuForeignLoad)
        #expect(finding.severity == .warning)
        #expect(finding.subject.title == "make (99)")
        #expect(finding.summary.contains("75 %"))
        // Others are busy, and nobody waits for it.
        #expect(try ScriptedActivity.loaded(busy: 12, own: 2, wait: 0.1).causes() == ["healthy ok"])
        // The program waits for its own threads.
        #expect(try ScriptedActivity.loaded(busy: 20, own: 19.5, wait: 30).causes() == ["healthy ok"])
        // What sonde uses itself is no foreign load.
        #expect(try ScriptedActivity.loaded(busy: 18, own: 12, wait: 5, recorder: 5).causes() == ["healthy ok"])
        // Many threads each wait a little at the same time.
        #expect(try ScriptedActivity.loaded(busy: 19, own: 4, wait: 5, longest: 0.2).causes() == ["healthy ok"])
        #expect(try ScriptedActivity.loaded(busy: 10, own: 5, wait: 4).causes() == ["cpu.foreign-load info"])
    }

    @Test func theHypervisorTakesThem() throws {
        let finding = try #require(ScriptedActivity.loaded(busy: 6, own: 6, wait: 5, stolen: 12).findings().first)
        #expect(finding.cause == .cpuForeignLoad)
        #expect(finding.subject.title == "the hypervisor")
    }

    @Test func swapping() throws {
        let finding = try #require(
            ScriptedActivity.swapping(readBack: 100 << 20, swapped: 50 << 20, pressure: 4 * Self.second).findings()
                .first)
        #expect(finding.cause == .memorySwap)
        #expect(finding.severity == .warning)
        #expect(finding.summary.contains("50 MiB"))
        #expect(finding.remedy.contains("limit of the group"))
        let little = ScriptedActivity.swapping(readBack: 1 << 20, swapped: 9 << 20, pressure: Self.second / 5)
        #expect(try little.causes() == ["memory.swap info"])
        // A few pages come back on any machine that swaps.
        #expect(
            try ScriptedActivity.swapping(readBack: 1 << 20, swapped: 9 << 20, pressure: 0).causes() == ["healthy ok"])
        // In swap for long, and nobody misses it.
        #expect(try ScriptedActivity.swapping(readBack: 0, swapped: 50 << 20, pressure: 0).causes() == ["healthy ok"])
        // Others are swapped.
        #expect(
            try ScriptedActivity.swapping(readBack: 100 << 20, swapped: 0, pressure: Self.second).causes() == [
                "healthy ok"
            ])
    }

    /// The environment comes first when it takes more of the time, and what the program does when that takes more.
    @Test func whichComesFirst() throws {
        var script = ScriptedActivity.throttled(80, 6 * Self.second)
        script.call(100, "fsync", 3, "/data/journal", took: 2000)
        let finding = try #require(script.findings().first)
        #expect(finding.cause == .cpuThrottled)
        #expect(finding.explains.map(\.cause) == [.ioDiskSync])
        var other = ScriptedActivity.throttled(20, Self.second)
        other.call(100, "fsync", 3, "/data/journal", took: 8000)
        #expect(try other.findings().map(\.cause) == [.ioDiskSync, .cpuThrottled])
    }

    @Test func nothingIsKnownOfTheMachine() throws {
        #expect(try ScriptedActivity().causes() == ["healthy ok"])
    }
}
