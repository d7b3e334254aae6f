import Evidence
import TestSupport
import Testing
import Wire

@testable import Host

/// Limits and counters of control groups, of made-up trees.
@Suite struct ControlGroupTests {
    private let tree: SystemTree

    init() throws { tree = try SystemTree() }

    private func groups() -> [ControlGroupSample] { HostSampler(root: tree.root).sample([7]).groups }

    @Test func versionTwoNested() throws {
        try tree.write("/proc/self/mountinfo", SystemTree.unified)
        try tree.process(7, cgroup: "0::/kube/pod1/app\n")
        let folder = "/sys/fs/cgroup/kube"
        try tree.write(
            folder + "/pod1/app",
            [
                "cpu.max": "50000 100000\n",
                "cpu.stat": "usage_usec 7000\nuser_usec 1\nnr_periods 40\nnr_throttled 12\nthrottled_usec 345678\n",
                "memory.max": "max\n", "memory.current": "4096\n", "memory.swap.max": "max\n",
                "memory.swap.current": "8192\n",
                "memory.events": "low 0\nhigh 0\nmax 3\noom 1\noom_kill 2\noom_group_kill 0\n",
                "cpu.pressure": "some avg10=0.00 avg60=0.00 avg300=0.00 total=17\nfull avg10=0.00 total=5\n",
                "memory.pressure": "some avg10=1.00 avg60=0.00 avg300=0.00 total=21\nfull avg10=0.00 total=20\n",
                "io.pressure": "some avg10=0.00 total=33\nfull total=30\n",
            ])
        try tree.write(folder + "/pod1", ["cpu.max": "max 100000\n", "memory.max": "1048576\n"])
        try tree.write(folder, ["cpu.max": "max 100000\n", "memory.max": "max\n"])
        let found = groups()
        // The parent with a limit counts, those without do not.
        #expect(found.map(\.path) == ["/kube/pod1/app", "/kube/pod1"])
        var own = ControlGroupSample(.unified, path: "/kube/pod1/app")
        own.quota = 50_000_000
        own.period = 100_000_000
        own.periods = 40
        own.throttledPeriods = 12
        own.throttledTime = 345_678_000
        own.processorTime = 7_000_000
        own.memory = 4096
        own.swap = 8192
        own.memoryLimitHits = 3
        own.memoryKills = 2
        own.pressure.processorSome = 17_000
        own.pressure.memorySome = 21_000
        own.pressure.memoryFull = 20_000
        own.pressure.inputOutputSome = 33_000
        own.pressure.inputOutputFull = 30_000
        #expect(found.first == own)
        #expect(own.quotaProcessors == 0.5)
        #expect(found.last?.memoryLimit == 1_048_576)
        #expect(found.last?.quota == nil)
    }

    @Test func versionOne() throws {
        try tree.write("/proc/self/mountinfo", SystemTree.versionOne)
        try tree.process(7, cgroup: "9:name=systemd:/\n4:memory:/box\n3:cpu,cpuacct:/box:with colon\n0::/\n")
        try tree.write(
            "/sys/fs/cgroup/cpu,cpuacct/box:with colon",
            [
                "cpu.cfs_quota_us": "20000\n", "cpu.cfs_period_us": "100000\n",
                "cpu.stat": "nr_periods 10\nnr_throttled 9\nthrottled_time 123456789\n",
            ])
        try tree.write(
            "/sys/fs/cgroup/cpu,cpuacct", ["cpu.cfs_quota_us": "-1\n", "cpu.cfs_period_us": "100000\n"])
        try tree.write(
            "/sys/fs/cgroup/mem ory/box",
            [
                "memory.limit_in_bytes": "1000000\n", "memory.usage_in_bytes": "900000\n",
                "memory.memsw.limit_in_bytes": "1500000\n", "memory.memsw.usage_in_bytes": "1200000\n",
                "memory.failcnt": "5\n", "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n",
            ])
        try tree.write("/sys/fs/cgroup/mem ory", ["memory.limit_in_bytes": "9223372036854771712\n"])
        let found = groups()
        #expect(found.map(\.path) == ["/box:with colon", "/box"])
        #expect(found.map(\.hierarchy) == [.processor, .memory])
        #expect(found.first?.quotaProcessors == 0.2)
        #expect(found.first?.throttledTime == 123_456_789)
        #expect(found.first?.throttledPeriods == 9)
        #expect(found.last?.memoryLimit == 1_000_000)
        #expect(found.last?.swapLimit == 500_000)
        #expect(found.last?.swap == 300_000)
        #expect(found.last?.memoryLimitHits == 5)
        #expect(found.last?.memoryKills == 1)
    }

    /// Version 1 for processors and memory, and version 2 for pressure beside it.
    @Test func hybrid() throws {
        try tree.write(
            "/proc/self/mountinfo",
            SystemTree.versionOne + "40 31 0:40 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n")
        try tree.process(7, cgroup: "4:memory:/\n3:cpu,cpuacct:/a\n0::/u\n")
        try tree.write(
            "/sys/fs/cgroup/cpu,cpuacct/a", ["cpu.cfs_quota_us": "150000\n", "cpu.cfs_period_us": "100000\n"])
        try tree.write("/sys/fs/cgroup/unified/u", ["cpu.pressure": "some avg10=0 total=9\n"])
        let found = groups()
        #expect(found.first { $0.hierarchy == .processor }?.quotaProcessors == 1.5)
        #expect(found.first { $0.hierarchy == .unified }?.pressure.processorSome == 9000)
        #expect(found.first { $0.hierarchy == .memory }?.memoryLimit == nil)
    }

    /// In a container, the part of the hierarchy that is mounted is the container's own.
    @Test func partOfAHierarchyIsMounted() throws {
        try tree.write(
            "/proc/self/mountinfo", "30 24 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n")
        try tree.process(7, cgroup: "0::/docker/abc/inner\n")
        try tree.write("/sys/fs/cgroup/inner", ["cpu.max": "max 100000\n"])
        try tree.write("/sys/fs/cgroup", ["cpu.max": "10000 100000\n"])
        #expect(groups().map(\.path) == ["/inner", "/"])
        // A group outside of what can be seen: what is mounted is all that there is.
        try tree.process(7, cgroup: "0::/../../elsewhere\n")
        #expect(groups().map(\.path) == ["/"])
        #expect(groups().first?.quotaProcessors == 0.1)
    }

    @Test func aProcessThatMoves() throws {
        try tree.write("/proc/self/mountinfo", SystemTree.unified)
        try tree.process(7, cgroup: "0::/a\n")
        try tree.write("/sys/fs/cgroup/a", ["cpu.max": "10000 100000\n"])
        try tree.write("/sys/fs/cgroup/b", ["cpu.max": "20000 100000\n"])
        let sampler = HostSampler(root: tree.root)
        #expect(sampler.sample([7]).groups.map(\.path) == ["/a"])
        try tree.write("/proc/7/cgroup", "0::/b\n")
        #expect(sampler.sample([7]).groups.map(\.path) == ["/b"])
        // Of one that has ended, version 1 says that it is in the root.
        try tree.process(7, state: "Z", cgroup: "0::/\n")
        #expect(sampler.sample([7]).groups.map(\.path) == ["/b"])
    }

    @Test(arguments: [
        "", "0::\n", "::::\n", "0::/../..\n", "x\n", "0::/a\0b\n", "99:cpu:\n",
        "0::/" + String(repeating: "a/", count: 5000),
    ])
    func absurdMembership(text: String) throws {
        try tree.write("/proc/self/mountinfo", SystemTree.unified + SystemTree.versionOne)
        try tree.process(7, cgroup: text)
        try tree.write("/sys/fs/cgroup", ["cpu.max": "10000 100000\n"])
        #expect(groups().count < 40)
    }

    @Test(arguments: [
        "", "- -", "a b c d e f - cgroup2\n", "1 2 3 4 / - cgroup2 x rw\n", "\\", "1 2 3 / \\9 x - cgroup2 a b\n",
    ])
    func absurdMounts(text: String) throws {
        try tree.write("/proc/self/mountinfo", text)
        try tree.process(7, cgroup: "0::/a\n")
        #expect(groups().allSatisfy { !$0.isLimited })
    }

    @Test(arguments: [
        "max", "-1 -1", "99999999999999999999999999 100000", "18446744073709551615 1", "0 0", "50000", "max max\nmax",
        "\0\0\0", "",
    ])
    func absurdLimits(text: String) throws {
        try tree.write("/proc/self/mountinfo", SystemTree.unified)
        try tree.process(7, cgroup: "0::/a\n")
        for name in ["cpu.max", "memory.max", "memory.current", "cpu.stat", "cpu.pressure"] {
            try tree.write("/sys/fs/cgroup/a/" + name, text)
        }
        let found = try #require(groups().first)
        #expect(found.quota ?? 0 >= 0)
        #expect(found.pressure.processorSome == nil)
        #expect(found.quotaProcessors?.isFinite ?? true)
    }

    @Test func pressureThatOverflows() {
        let text = Bytes("some avg10=0.00 total=18446744073709551615\nfull total=9223372036854775807\n")
        #expect(PressureFile.totals(text).some == nil)
        #expect(PressureFile.totals(text).full == .max)
    }
}
