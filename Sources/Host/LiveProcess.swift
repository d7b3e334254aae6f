import Evidence
import Glibc
import Wire

/// What the kernel tells of a running process beside its memory, from /proc/PID (format: proc(5)).
///
/// Nothing here stops the process. Safe to use from several threads.
public final class LiveProcess: ProcessFacts {
    public let processID: Int32?
    public let directory: ProcessDirectory

    /// - Throws: `gone` when there is no such process, `notPermitted` when it is hidden.
    public convenience init(processID: Int32) throws {
        guard let directory = try? ProcessDirectory(processID: processID) else {
            throw AccessDiagnosis.explain(pid: processID, errno: ESRCH)
        }
        self.init(directory)
    }

    init(_ directory: ProcessDirectory) {
        processID = directory.processID
        self.directory = directory
    }

    /// Id in sonde's own namespace.
    public var id: Int32 { directory.processID }

    /// True when the process has ended and been waited for.
    public var isGone: Bool { directory.isGone }

    /// Path of the executable as the target sees it, without the mark of a deleted file; nil when it is not shown.
    public var executablePath: String? {
        guard let link = directory.link("exe") else { return nil }
        return isExecutableDeleted(link) ? String(link.dropLast(LiveProcess.deletedMark.count)) : link
    }

    /// Where the program's entry (`e_entry` of the ELF header) lies in memory, from the auxiliary vector; nil when that may
    /// not be read.
    public var entryAddress: UInt64? {
        guard let vector = directory.optionalContents("auxv") else { return nil }
        // AT_ENTRY of include/uapi/linux/auxvec.h.
        return stride(from: 0, to: vector.count - 15, by: 16).first { vector.load($0, as: UInt64.self) == 9 }
            .flatMap { vector.load($0 + 8, as: UInt64.self) }
    }

    /// True when the file that the process was started from was removed or replaced since.
    public var isExecutableDeleted: Bool { directory.link("exe").map(isExecutableDeleted) ?? false }

    /// The executable's contents, from /proc/PID/exe: right in another mount namespace, and after it was deleted.
    ///
    /// - Throws: `gone`, or `notPermitted` with what forbids it.
    public func executable() throws -> Bytes { try open("exe") }

    /// A file as the target sees it, by its absolute path there.
    ///
    /// - Throws: `notFound`, `notPermitted`.
    public func file(_ path: String) throws -> Bytes {
        try open("root" + (path.hasPrefix("/") ? path : "/" + path))
    }

    /// Where sonde finds a path of the target: below /proc/PID/root.
    public func path(ofTargetPath path: String) -> String {
        directory.path("root" + (path.hasPrefix("/") ? path : "/" + path))
    }

    /// The command line; the first is the program's name. Empty for a kernel thread or when it is not shown.
    public var commandLine: [String] { LiveProcess.strings(directory.optionalContents("cmdline")) }

    /// The environment as it was at the start, `NAME=VALUE` each; nil when it is not shown.
    public var environment: [String]? { directory.optionalContents("environ").map { LiveProcess.strings($0) } }

    /// The working directory as the target sees it.
    public var workingDirectory: String? { directory.link("cwd") }

    /// The process's own short name, at most 15 bytes.
    public var shortName: String { statistics?.name ?? "" }

    /// Fields of /proc/PID/status.
    public var status: ProcessStatus? { directory.optionalContents("status").map { ProcessStatus($0) } }

    /// Fields of /proc/PID/stat.
    public var statistics: ProcessStatistics? {
        directory.optionalContents("stat").flatMap { ProcessStatistics($0) }
    }

    /// Time since the process started, nanoseconds, in steps of 10 ms; nil when it ended.
    public var ageNanoseconds: Int64? { statistics.map { $0.ageNanoseconds } }

    /// When the process started, nanoseconds since 1970, in steps of 10 ms; nil when it ended.
    public var startTime: Int64? {
        guard let age = ageNanoseconds else { return nil }
        return Clock.now(CLOCK_REALTIME) - age
    }

    /// True when the target shares this namespace (`mnt`, `pid`, `net`, `user`, `time`) with sonde; nil when unknown.
    public func sharesNamespace(_ name: String) -> Bool? {
        guard let theirs = directory.link("ns/" + name),
            let ours = try? ProcessDirectory(processID: getpid()).link("ns/" + name)
        else { return nil }
        return theirs == ours
    }

    public var monotonicNow: Int64? {
        let now = Clock.now(CLOCK_MONOTONIC)
        guard sharesNamespace("time") == false, let theirs = directory.optionalContents("timens_offsets"),
            let ours = try? ProcessDirectory(processID: getpid()).contents("timens_offsets")
        else { return now }
        return now &+ Clock.monotonicOffset(theirs) &- Clock.monotonicOffset(ours)
    }

    private func open(_ name: String) throws -> Bytes {
        let file = directory.open(name)
        guard file >= 0 else {
            let number = errno
            let failure = directory.error("cannot be opened", name)
            guard failure.code == .notPermitted, name == "exe" else { throw failure }
            throw AccessDiagnosis.explain(pid: id, errno: number)
        }
        defer { close(file) }
        // Any name of an open descriptor will do; the mapping outlives it.
        return try MappedFile.open("/proc/self/fd/\(file)")
    }

    private func isExecutableDeleted(_ link: String) -> Bool {
        guard link.hasSuffix(LiveProcess.deletedMark) else { return false }
        // A file may really be called so; the kernel's mark is told apart by the number of links.
        var status = stat()
        let file = directory.open("exe")
        guard file >= 0 else { return true }
        defer { close(file) }
        return unsafe fstat(file, &status) != 0 || status.st_nlink == 0
    }

    private static let deletedMark = " (deleted)"

    private static func strings(_ bytes: Bytes?) -> [String] {
        guard let bytes, !bytes.isEmpty else { return [] }
        var parts = bytes.array.split(separator: 0, omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        return parts.map { String(decoding: $0, as: UTF8.self) }
    }
}
