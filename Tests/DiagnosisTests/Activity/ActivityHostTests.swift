import Evidence
import SystemActivity
import Testing

@testable import Diagnosis

/// What machine and limits withhold: the facts at which a rule speaks, those at which it is silent, and none at all.
@Suite struct ActivityHostTests {
    private static let second: Int64 = 1_000_000_000

    /// A group with a quota of half a processor, in which a hundred periods began.
    private static func quota(throttled: Int64, time: Int64) -> ControlGroupSample {
        var group = ControlGroupSample(.unified, path: "/box")
        group.quota = 50_000_000
        group.period = 100_000_000
        group.periods = 100
        group.throttledPeriods = throttled
        group.throttledTime = time
        return group
    }

    private static func throttled(_ periods: Int64, _ time: Int64) -> ScriptedActivity {
        var script = ScriptedActivity()
        script.machine {
            $0.groups = [quota(throttled: periods, time: time)]
            $0.machine.busy = 5 * second
            $0.recorded.processorTime = 4 * second
            $0.recorded.runTime = 4 * second
            $0.recorded.runWait = time
        }
        return script
    }

    @Test func aQuotaThatRunsOut() throws {
        let finding = try #require(Self.throttled(80, 6 * Self.second).findings().first)
        #expect(finding.cause == .cpuThrottled)
        #expect(finding.severity == .warning)
        #expect(finding.subject.title == "/box")
        #expect(finding.summary.contains("0.5 processors"))
        #expect(finding.summary.contains("80 of 100 periods"))
        #expect(finding.refutes.isEmpty)
        #expect(try Self.throttled(2, 3 * Self.second / 10).causes() == ["cpu.throttled info"])
        #expect(try Self.throttled(1, Self.second / 100).causes() == ["healthy ok"])
        #expect(try Self.throttled(0, 0).causes() == ["healthy ok"])
        // Many periods, each only for a moment.
        #expect(try Self.throttled(80, Self.second / 20).causes() == ["healthy ok"])
    }

    /// The group stands still, and the recorded processes do not: it is others in the group.
    @Test func aQuotaThatStopsOthers() throws {
        var script = Self.throttled(80, 6 * Self.second)
        script.tables.host = HostSamples(
            script.tables.host.samples.map {
                var sample = $0
                sample.recorded.runWait = 0
                return sample
            })
        let finding = try #require(script.findings().first)
        #expect(finding.refutes.count == 1)
        #expect(try finding.confidence < #require(Self.throttled(80, 6 * Self.second).findings().first).confidence)
    }

    /// - Parameters: seconds.
    private static func loaded(
        busy: Double, own: Double, wait: Double, longest: Double? = nil, stolen: Double = 0, recorder: Double = 0
    ) -> ScriptedActivity {
        func nanoseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1e9) }
        var script = ScriptedActivity()
        let thread = ThreadScheduleSample(
            process: 7, thread: 7, runTime: nanoseconds(own), runWait: nanoseconds(longest ?? wait))
        script.machine(
            threads: [thread],
            others: [OtherProcessSample(process: 99, name: "make", processorTime: nanoseconds(busy - own))]
        ) {
            $0.machine.busy = nanoseconds(busy)
            $0.machine.stolen = nanoseconds(stolen)
            $0.recorded.recorder = nanoseconds(recorder)
            $0.recorded.processorTime = nanoseconds(own)
            $0.recorded.runTime = nanoseconds(own)
            $0.recorded.runWait = nanoseconds(wait)
        }
        return script
    }

    @Test func othersTakeTheProcessors() throws {
        let finding = try #require(Self.loaded(busy: 19, own: 4, wait: 5).findings().first)
        #expect(finding.cause == .cpuForeignLoad)
        #expect(finding.severity == .warning)
        #expect(finding.subject.title == "make (99)")
        #expect(finding.summary.contains("75 %"))
        // Others are busy, and nobody waits for it.
        #expect(try Self.loaded(busy: 12, own: 2, wait: 0.1).causes() == ["healthy ok"])
        // The program waits for its own threads.
        #expect(try Self.loaded(busy: 20, own: 19.5, wait: 30).causes() == ["healthy ok"])
        // What sonde uses itself is no foreign load.
        #expect(try Self.loaded(busy: 18, own: 12, wait: 5, recorder: 5).causes() == ["healthy ok"])
        // Many threads each wait a little at the same time.
        #expect(try Self.loaded(busy: 19, own: 4, wait: 5, longest: 0.2).causes() == ["healthy ok"])
        #expect(try Self.loaded(busy: 10, own: 5, wait: 4).causes() == ["cpu.foreign-load info"])
    }

    @Test func theHypervisorTakesThem() throws {
        let finding = try #require(Self.loaded(busy: 6, own: 6, wait: 5, stolen: 12).findings().first)
        #expect(finding.cause == .cpuForeignLoad)
        #expect(finding.subject.title == "the hypervisor")
    }

    @Test func swapping() throws {
        func script(readBack: Int64, swapped: Int64, pressure: Int64) -> ScriptedActivity {
            var script = ScriptedActivity()
            var group = ControlGroupSample(.unified, path: "/box")
            group.memoryLimit = 64 << 20
            group.swap = swapped
            group.memoryLimitHits = 5
            script.machine {
                $0.groups = [group]
                $0.machine.swappedIn = readBack
                $0.machine.pressure.memorySome = pressure
                $0.recorded.majorFaults = readBack >> 12
                $0.recorded.swapped = swapped
            }
            return script
        }
        let finding = try #require(
            script(readBack: 100 << 20, swapped: 50 << 20, pressure: 4 * Self.second).findings().first)
        #expect(finding.cause == .memorySwap)
        #expect(finding.severity == .warning)
        #expect(finding.summary.contains("50 MiB"))
        #expect(finding.remedy.contains("limit of the group"))
        let little = script(readBack: 1 << 20, swapped: 9 << 20, pressure: Self.second / 5)
        #expect(try little.causes() == ["memory.swap info"])
        // A few pages come back on any machine that swaps.
        #expect(try script(readBack: 1 << 20, swapped: 9 << 20, pressure: 0).causes() == ["healthy ok"])
        // In swap for long, and nobody misses it.
        #expect(try script(readBack: 0, swapped: 50 << 20, pressure: 0).causes() == ["healthy ok"])
        // Others are swapped.
        #expect(try script(readBack: 100 << 20, swapped: 0, pressure: Self.second).causes() == ["healthy ok"])
    }

    /// The environment comes first when it takes more of the time, and what the program does when that takes more.
    @Test func whichComesFirst() throws {
        var script = Self.throttled(80, 6 * Self.second)
        script.call(100, "fsync", 3, "/data/journal", took: 2000)
        let finding = try #require(script.findings().first)
        #expect(finding.cause == .cpuThrottled)
        #expect(finding.explains.map(\.cause) == [.ioDiskSync])
        var other = Self.throttled(20, Self.second)
        other.call(100, "fsync", 3, "/data/journal", took: 8000)
        #expect(try other.findings().map(\.cause) == [.ioDiskSync, .cpuThrottled])
    }

    @Test func nothingIsKnownOfTheMachine() throws {
        #expect(try ScriptedActivity().causes() == ["healthy ok"])
    }
}
