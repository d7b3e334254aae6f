import TestSupport

/// A made-up /proc and /sys below a folder.
struct SystemTree {
    private let folder: TemporaryFolder
    var root: String { folder.path }

    init() throws { folder = try TemporaryFolder() }

    func write(_ path: String, _ text: String) throws {
        let file = root + path
        try Files.makeDirectory(Files.directory(of: file))
        try Files.write(Array(text.utf8), to: file)
    }

    func write(_ folder: String, _ files: [String: String]) throws {
        for (name, text) in files { try write(folder + "/" + name, text) }
    }

    /// A process with threads that the scheduler counted.
    func process(
        _ id: Int32, parent: Int32 = 1, state: String = "S", name: String = "prog (x) y", minor: Int = 0,
        major: Int = 0, ticks: (own: Int, children: Int) = (0, 0), start: Int = 100, swap: Int = 0,
        allowed: String = "0-1", cgroup: String = "", threads: [Int32: String] = [:]
    ) throws {
        try write(
            "/proc/\(id)/stat",
            "\(id) (\(name)) \(state) \(parent) 1 1 0 -1 4194304 \(minor) 0 \(major) 0 \(ticks.own) 0 "
                + "\(ticks.children) 0 20 0 \(threads.count) 0 \(start) 1000 200 18446744073709551615 0 0\n")
        try write(
            "/proc/\(id)/status",
            "Name:\tprog\nVmRSS:\t    2048 kB\nVmSwap:\t    \(swap) kB\n"
                + "Cpus_allowed:\t3\nCpus_allowed_list:\t\(allowed)\n"
        )
        try write("/proc/\(id)/cgroup", cgroup)
        for (thread, schedule) in threads { try write("/proc/\(id)/task/\(thread)/schedstat", schedule + "\n") }
    }

    static let unified = "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
    static let versionOne = """
        31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:1 master:2 - cgroup cgroup rw,cpu,cpuacct
        33 31 0:30 / /sys/fs/cgroup/mem\\040ory rw - cgroup cgroup rw,memory
        34 31 0:31 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd

        """
}
