import Evidence
import Glibc
import TestSupport
import Testing
import Wire

@testable import Host

/// Looks at processes and the machine, of made-up trees and of this machine.
@Suite struct HostSamplerTests {
    private let tree: SystemTree

    init() throws { tree = try SystemTree() }

    private static let statistics = """
        cpu  100 0 50 1000 5 1 2 7 0 0
        cpu0 60 1 30 500 5 1 2 7 0 0
        cpu1 40 2 20 500 0 0 0 0 9 9
        cpu3 1000 0 0 0 0 0 0 0 0 0
        intr 1 2 3
        ctxt 9
        """

    @Test func theMachine() throws {
        try tree.write("/proc/stat", Self.statistics)
        try tree.write(
            "/proc/meminfo",
            "MemTotal:       1000 kB\nMemFree: 1 kB\nMemAvailable:    900 kB\nSwapTotal: 50 kB\nSwapFree: 40 kB\n")
        try tree.write("/proc/vmstat", "nr_free_pages 7\npswpin 3\npswpout 5\npgfault 1\n")
        try tree.write("/proc/pressure/cpu", "some avg10=0.00 avg60=0.00 avg300=0.00 total=77\n")
        try tree.process(7, allowed: "0-1,9")
        let sample = HostSampler(root: tree.root).sample([7])
        let tick = 1_000_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK)))
        let page = Int64(sysconf(Int32(_SC_PAGESIZE)))
        #expect(sample.machine.processors == 3)
        #expect(sample.machine.allowed == 2)
        #expect(sample.machine.busy == (94 + 62) * tick)
        #expect(sample.machine.idle == 1005 * tick)
        #expect(sample.machine.stolen == 7 * tick)
        #expect(sample.machine.memory == 1_024_000)
        #expect(sample.machine.availableMemory == 921_600)
        #expect(sample.machine.swap == 51_200)
        #expect(sample.machine.freeSwap == 40_960)
        #expect(sample.machine.swappedIn == 3 * page)
        #expect(sample.machine.swappedOut == 5 * page)
        #expect(sample.machine.pressure.processorSome == 77_000)
        #expect(sample.machine.pressure.memorySome == nil)
    }

    /// What a child used is counted once, whether it lives, has ended, or was waited for.
    @Test func childrenAreCountedOnce() throws {
        let tick = 1_000_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK)))
        func ticks(_ sample: HostSample) -> Int64? { sample.recorded.processorTime.map { $0 / tick } }
        try tree.process(7, ticks: (10, 0))
        let sampler = HostSampler(root: tree.root)
        #expect(ticks(sampler.sample([7])) == 10)
        try tree.process(8, parent: 7, ticks: (5, 0))
        #expect(ticks(sampler.sample([7, 8])) == 15)
        try tree.process(8, parent: 7, state: "Z", ticks: (6, 0))
        #expect(ticks(sampler.sample([7, 8])) == 16)
        // It ended without being waited for: nothing is taken away.
        Files.remove(tree.root + "/proc/8")
        #expect(ticks(sampler.sample([7])) == 16)
        try tree.process(7, ticks: (10, 6))
        #expect(ticks(sampler.sample([7])) == 16)
        // One that came and went between two looks.
        try tree.process(7, ticks: (10, 9))
        #expect(ticks(sampler.sample([7])) == 19)
    }

    @Test func threads() throws {
        try tree.process(7, swap: 12, threads: [7: "1000 200 3", 9: "50 5 1"])
        let sampler = HostSampler(root: tree.root)
        let first = sampler.sample([7])
        #expect(first.recorded.runTime == 1050)
        #expect(first.recorded.runWait == 205)
        #expect(first.recorded.threads == 2)
        #expect(first.recorded.swapped == Int64(12 * 1024))
        #expect(first.recorded.resident == Int64(2048 * 1024))
        try tree.write("/proc/7/task/7/schedstat", "1500 300 4\n")
        Files.remove(tree.root + "/proc/7/task/9")
        let second = sampler.sample([7])
        // What the thread that ended had is kept.
        #expect(second.recorded.runTime == 1550)
        #expect(second.recorded.runWait == 305)
        #expect(second.recorded.threads == 1)
        #expect(sampler.threads.map(\.thread) == [7, 9])
        #expect(sampler.threads.map(\.runWait) == [300, 5])
    }

    @Test func tooManyThreadsAreCounted() throws {
        try tree.process(7, threads: Dictionary(uniqueKeysWithValues: (1...400).map { (Int32($0), "1 1 1") }))
        let sample = HostSampler(root: tree.root).sample([7])
        #expect(sample.recorded.threads == 400)
        #expect(sample.recorded.leftOut == 16)
        #expect(sample.recorded.runTime == 384)
    }

    @Test func othersAreNamed() throws {
        try tree.process(7, ticks: (100, 0))
        try tree.process(20, name: "make", ticks: (5, 50), start: 5)
        try tree.process(21, name: "idle", ticks: (3, 0), start: 6)
        let sampler = HostSampler(root: tree.root)
        _ = sampler.sample([7])
        try tree.process(7, ticks: (200, 0))
        try tree.process(20, name: "make", ticks: (6, 70), start: 5)
        // The id was given to another process meanwhile.
        try tree.process(21, name: "cc1", ticks: (4, 0), start: 900)
        let tick = 1_000_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK)))
        #expect(
            sampler.busiestOthers() == [
                OtherProcessSample(process: 20, name: "make", processorTime: 21 * tick),
                OtherProcessSample(process: 21, name: "cc1", processorTime: 4 * tick),
            ])
    }

    @Test func nothingIsThere() {
        let sample = HostSampler(root: tree.root).sample([7])
        #expect(sample.machine == MachineSample())
        #expect(sample.groups.isEmpty)
        #expect(sample.recorded.processes == 0)
    }

    @Test(arguments: [
        "", "7", "7 (", "7 (x)", "7 (x) S", "7 (x) S 1 2 3", "7 ()) S " + String(repeating: "-1 ", count: 60),
        "7 (x) S " + String(repeating: "99999999999999999999 ", count: 60),
        "7 (x) S " + String(repeating: "9223372036854775807 ", count: 60),
    ])
    func absurdProcesses(text: String) throws {
        try tree.process(7, threads: [7: text, 8: "18446744073709551615 18446744073709551615 1"])
        try tree.write("/proc/7/stat", text)
        try tree.write("/proc/7/status", "VmSwap:\t99999999999999999999 kB\nCpus_allowed_list:\t9-1,x\n" + text)
        try tree.write("/proc/stat", "cpu0 18446744073709551615 18446744073709551615 1 1\ncpu\ncpux 1\ncpu1 1 1\n")
        let sampler = HostSampler(root: tree.root)
        for _ in 0..<3 {
            let sample = sampler.sample([7, 8, 7])
            #expect(sample.recorded.runTime ?? 0 >= 0)
            #expect(sample.recorded.processorTime ?? 0 >= 0)
            _ = sampler.busiestOthers()
        }
    }

    @Test(arguments: [("0", [0]), ("0-3,8", [0, 1, 2, 3, 8]), ("1-1", [1])])
    func processorSets(text: String, members: [UInt64]) throws {
        let set = try #require(ProcessorSet(text))
        #expect((0..<20).filter { set.contains($0) } == members)
    }

    @Test(arguments: ["", "x", "3-1", "1-2-3", "-1", "1,,x"]) func noProcessorSets(text: String) {
        #expect(ProcessorSet(text) == nil)
    }

    /// This process itself, whose processor time the kernel tells in another way too.
    @Test func thisProcess() throws {
        let sampler = HostSampler()
        /// Nanoseconds of the children that other tests have waited for, which count as the process's own.
        func ofChildren() -> Int64 {
            var usage = rusage()
            // RUSAGE_CHILDREN, which C libraries give types of their own.
            getrusage(-1, &usage)
            return [usage.ru_utime, usage.ru_stime].reduce(0) {
                $0 + Int64($1.tv_sec) * 1_000_000_000 + Int64($1.tv_usec) * 1000
            }
        }
        let outside = Clock.now(CLOCK_PROCESS_CPUTIME_ID) + ofChildren()
        let before = sampler.sample([getpid()])
        let start = Clock.now(CLOCK_PROCESS_CPUTIME_ID)
        var sum = 0
        while Clock.now(CLOCK_PROCESS_CPUTIME_ID) - start < 200_000_000 { sum &+= 1 }
        let inside = Clock.now(CLOCK_PROCESS_CPUTIME_ID) - start
        let after = sampler.sample([getpid()])
        let all = Clock.now(CLOCK_PROCESS_CPUTIME_ID) + ofChildren() - outside
        func grown(_ path: KeyPath<RecordedSample, Int64?>) throws -> Int64 {
            try #require(after.recorded[keyPath: path]) - #require(before.recorded[keyPath: path])
        }
        // Other tests run meanwhile. The kernel tells user mode and system, of the process and of its children, in whole
        // ticks of 10 ms, rounded down.
        #expect(try grown(\.processorTime) > inside - 40_000_000)
        #expect(try grown(\.processorTime) < all + 40_000_000)
        #expect(try grown(\.runTime) > 100_000_000)
        #expect(try #require(after.machine.busy) - #require(before.machine.busy) >= 150_000_000)
        #expect(after.machine.memory ?? 0 > 1 << 20)
        #expect(sum > 0)
    }
}
