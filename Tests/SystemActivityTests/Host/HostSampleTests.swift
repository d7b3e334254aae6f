import Evidence
import TestSupport
import Testing
import Wire

@testable import SystemActivity

/// Looks at a machine in a capture: what is written is read back, and damage is no more than damage.
@Suite struct HostSampleTests {
    private static func sample(_ second: Int64) -> HostSample {
        var sample = HostSample(time: second * 1_000_000_000)
        sample.machine.processors = 4
        sample.machine.allowed = 2
        sample.machine.busy = second * 1_500_000_000
        sample.machine.stolen = second == 2 ? nil : 5
        sample.machine.memory = 1 << 30
        sample.machine.availableMemory = (1 << 29) - second
        sample.machine.pressure.processorSome = second * 100
        sample.recorded.processorTime = second * 400_000_000
        sample.recorded.runTime = second * 300_000_000
        sample.recorded.runWait = second * 100_000_000
        sample.recorded.majorFaults = second
        var own = ControlGroupSample(.processor, path: "/a b\n:c")
        own.quota = 50_000_000
        own.period = 100_000_000
        own.periods = second * 10
        own.throttledPeriods = second * 4
        own.throttledTime = second * 200_000_000
        var parent = ControlGroupSample(.memory, path: "/")
        parent.memoryLimit = 1 << 20
        parent.memory = second << 10
        parent.pressure.memoryFull = second * 7
        sample.groups = second == 3 ? [own] : [own, parent]
        return sample
    }

    private static func threads(_ second: Int64) -> [ThreadScheduleSample] {
        var all = [ThreadScheduleSample(process: 7, thread: 7, runTime: 1000 + second, runWait: 50 * second)]
        if second > 2 { all.append(ThreadScheduleSample(process: 7, thread: 9, runTime: 10, runWait: second)) }
        return all
    }

    private static let samples = (1...5).map { sample(Int64($0)) }

    private static func capture() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var writer = try CaptureWriter { bytes += $0 }
        try writer.start([("machine", "x86_64")])
        for (index, sample) in samples.enumerated() {
            let others = [OtherProcessSample(process: 99, name: "make (x) y", processorTime: 12)]
            try writer.sample(sample, threads: threads(Int64(index) + 1), others: index == 4 ? others : [])
        }
        try writer.end()
        return bytes
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let source = try CaptureReader(Bytes(Self.capture()))
        let host = source.tables.host
        #expect(host.samples == Self.samples)
        // From the first look at a thread on; one that came later began with nothing.
        #expect(
            host.threads == [
                ThreadScheduleSample(process: 7, thread: 7, runTime: 4, runWait: 200),
                ThreadScheduleSample(process: 7, thread: 9, runTime: 10, runWait: 5),
            ])
        #expect(host.others == [OtherProcessSample(process: 99, name: "make (x) y", processorTime: 12)])
        #expect(source.isComplete)
        #expect(source.quality.counters.allSatisfy { $0.severity == .info })
    }

    /// A look that changed nothing takes next to nothing.
    @Test func onlyWhatDiffersIsWritten() throws {
        var sizes: [Int] = []
        var writer = try CaptureWriter { sizes.append($0.count) }
        let threads = (1...100).map { ThreadScheduleSample(process: 7, thread: $0, runTime: 1_234_567, runWait: 89) }
        var sample = Self.sample(1)
        try writer.sample(sample, threads: threads)
        sample.time += 1_000_000_000
        try writer.sample(sample, threads: threads)
        #expect(sizes[2] < 60)
        #expect(sizes[1] > 400)
    }

    @Test func usage() throws {
        let usage = try #require(HostUsage(HostSamples(Self.samples)))
        #expect(usage.count == 5)
        #expect(usage.duration == 4_000_000_000)
        #expect(usage.busy == 6_000_000_000)
        #expect(usage.own == 1_600_000_000)
        #expect(usage.foreign == 4_400_000_000)
        #expect(usage.share(usage.busy) == 0.75)
        #expect(usage.stolen == 0)
        #expect(usage.runWait == 400_000_000)
        #expect(usage.majorFaults == 4)
        #expect(usage.leastAvailable == Int64((1 << 29) - 5))
        #expect(usage.pressure.processorSome == 400)
        let group = try #require(usage.groups.first)
        #expect(group.quotaProcessors == 0.5)
        #expect(group.periods == 40)
        #expect(group.throttledPeriods == 16)
        #expect(group.throttledShare == 0.4)
        #expect(group.throttledTime == 800_000_000)
        // It was not looked at in the third second: what happened from the second to the fourth is not known.
        let parent = try #require(usage.groups.last)
        #expect(parent.duration == 2_000_000_000)
        #expect(parent.memory == 5 << 10)
        #expect(parent.pressure.memoryFull == 14)
    }

    @Test func oneLookIsNone() {
        #expect(HostUsage(HostSamples([Self.sample(1)])) == nil)
        #expect(HostUsage(HostSamples()) == nil)
    }

    /// Counters that go back, as when a processor goes off line, count as nothing.
    @Test func countersThatGoBack() throws {
        var second = Self.sample(2)
        second.machine.busy = 0
        second.recorded.runTime = 0
        second.groups[0].periods = 0
        let usage = try #require(HostUsage(HostSamples([Self.sample(1), second])))
        #expect(usage.busy == 0)
        #expect(usage.foreign == 0)
        #expect(usage.runTime == 0)
        #expect(usage.groups.first?.periods == 0)
    }

    @Test func damagedCaptures() throws {
        let bytes = try Self.capture()
        for input in Hostile.all(of: bytes, seed: 5) {
            guard let source = try? CaptureReader(Bytes(input.bytes)) else { continue }
            let host = source.tables.host
            #expect(host.samples.count <= 5, "\(input)")
            if let usage = HostUsage(host) {
                #expect(usage.duration > 0, "\(input)")
                #expect(usage.share(usage.busy).isFinite, "\(input)")
            }
        }
    }

    /// Names and numbers that no recorder writes, in blocks that are whole.
    @Test(
        arguments: [
            [("time", "x")], [("time", "")], [("time", "-5"), ("machine.busy", "-1")],
            [("time", "1"), ("group.0.path", "/x"), ("group.5.path", "/y"), ("group.-1.path", "/z"), ("group.x", "1")],
            [("time", "1"), ("groups", "99999999999"), ("group.0.hierarchy", "sideways"), ("group.0.quota", "1e9")],
            [("time", "9223372036854775807"), ("thread.1", "1 1"), ("thread.a.b", "1 1"), ("thread.1.2", "-1 5")],
            [("time", "1"), ("other.", "1"), ("other.7", "x y"), ("other.7", "")],
            [("time", "1"), ("machine.novelty", "5"), ("weather", "fine")],
        ] as [[(String, String)]])
    func absurdPairs(pairs: [(String, String)]) throws {
        var block: [UInt8] = []
        for (name, value) in pairs { block += Array(name.utf8) + [0] + Array(value.utf8) + [0] }
        var bytes = try Self.capture()
        for _ in 0..<2 { bytes += try CaptureBlock.bytes(kind: 16, block) }
        let source = try CaptureReader(Bytes(bytes))
        #expect(source.tables.host.samples.count >= 5)
        let usage = try #require(HostUsage(source.tables.host))
        #expect(usage.busy >= 0)
        #expect(usage.groups.count <= 41)
    }

    /// The text of a process is the time that it used, then its name.
    @Test func processesWithoutNames() {
        var decoder = HostSampleDecoder()
        decoder.take([("time", "1"), ("other.7", "55"), ("other.8", "44 make x"), ("other.9", "33 ")])
        var quality = Quality()
        #expect(decoder.finish(&quality).others.map(\.name) == ["", "make x", ""])
    }

    /// A capture that has blocks of kinds that this reader does not know is read without them.
    @Test func blocksOfALaterKind() throws {
        var bytes = try Self.capture()
        bytes += try CaptureBlock.bytes(kind: 200, [1, 2, 3])
        #expect(try CaptureReader(Bytes(bytes)).tables.host.samples == Self.samples)
    }

    /// A recording of days takes no more memory than one of hours, and none of its times is lost.
    @Test func manyLooksAreThinnedOut() throws {
        var decoder = HostSampleDecoder()
        let count: Int64 = 250_000
        for second in 1...count {
            decoder.take([(HostSampleFields.time, "\(second)"), ("\(HostSampleFields.machinePrefix)busy", "\(second)")])
        }
        var quality = Quality()
        let host = decoder.finish(&quality)
        #expect((25_000..<100_000).contains(host.samples.count))
        #expect(host.samples.first?.time == 1 && host.samples.last?.time == count)
        #expect(HostUsage(host)?.busy == count - 1)
    }

    @Test func manyGroupsAreBounded() throws {
        let samples = (0..<200).map { second in
            var sample = HostSample(time: Int64(second) * 1_000_000_000)
            sample.groups = (0..<40).map { ControlGroupSample(.unified, path: "/\(second % 50)/\($0)") }
            return sample
        }
        #expect(HostUsage(HostSamples(samples))?.groups.count == 1000)
    }
}

/// A block of a capture as `CaptureFormat` describes it.
enum CaptureBlock {
    static func bytes(kind: UInt8, _ contents: [UInt8]) throws -> [UInt8] {
        func little(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
        let stored = try Deflate.zlib(contents, level: 1)
        return little(0x4b4c_4253) + [kind, 0, 0, 0] + little(stored.count) + little(contents.count) + stored
    }
}
