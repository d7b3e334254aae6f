import Glibc
import TestSupport

/// A control group with a quota of processors, of either version.
struct QuotaGroup {
    let name: String
    let folder: String

    private static let versionOne = "/sys/fs/cgroup/cpu"
    private static let versionTwo = "/sys/fs/cgroup"

    static let canBeMade: Bool = {
        guard let group = try? QuotaGroup(processors: 1) else { return false }
        group.remove()
        return true
    }()

    init(processors: Double) throws {
        name = "sonde-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let quota = Int(processors * 100_000)
        if Files.exists(Self.versionOne + "/cpu.cfs_quota_us") {
            folder = "\(Self.versionOne)/\(name)"
            try Files.makeDirectory(folder)
            do {
                try Files.write(Array("\(quota)".utf8), to: folder + "/cpu.cfs_quota_us")
            } catch {
                remove()
                throw error
            }
        } else {
            let enabled = try Files.text(Self.versionTwo + "/cgroup.subtree_control")
            guard enabled.split(whereSeparator: \.isWhitespace).contains("cpu") else {
                throw TestSupportError("no controller for processors")
            }
            folder = "\(Self.versionTwo)/\(name)"
            try Files.makeDirectory(folder)
            do {
                try Files.write(Array("\(quota) 100000".utf8), to: folder + "/cpu.max")
            } catch {
                remove()
                throw error
            }
        }
    }

    func remove() { _ = rmdir(folder) }
}
