import Glibc
import Wire

/// What decides whether sonde may look into a process (ptrace(2), “Ptrace access mode checking”).
struct AccessFacts: Sendable {
    var processID: Int32
    /// /proc/thread-self/status: rights belong to threads.
    var own: ProcessStatus
    /// /proc/PID/status; nil when there is no such process in sonde's view of /proc.
    var target: ProcessStatus?
    var isKernelThread = false
    /// Owner of /proc/PID/mem: root instead of the target's user when the target is not dumpable.
    var memoryOwner: UInt32?
    /// kernel.yama.ptrace_scope; nil where Yama is not active.
    var ptraceScope: Int?
    /// The target was started by sonde, directly or not.
    var isDescendant = false
    /// Nil when the kernel does not tell.
    var sharesUserNamespace: Bool?
    /// sonde runs in the system's first user namespace, where capabilities hold for all processes.
    var isInFirstUserNamespace = true
    /// The process exists, but /proc does not show it (mount option hidepid).
    var isHidden = false
    /// Short name of the process that traces the target.
    var tracerName = ""
    /// Processes that have the wanted id in a pid namespace of their own.
    var namesakes: [(id: Int32, name: String)] = []
    /// Label of a security module that confines sonde, such as an AppArmor profile; empty when unconfined.
    var securityLabel = ""

    init(processID: Int32, own: ProcessStatus, target: ProcessStatus?) {
        self.processID = processID
        self.own = own
        self.target = target
    }

    /// The facts as they are now.
    static func gather(_ processID: Int32) -> AccessFacts {
        let own = live(getpid())
        let status = try? MappedFile.open("/proc/thread-self/status")
        var facts = AccessFacts(processID: processID, own: ProcessStatus(status ?? Bytes()), target: nil)
        let first = own?.directory.optionalContents("uid_map")?.string.split(whereSeparator: \.isWhitespace)
        facts.isInFirstUserNamespace = first.map { $0.map(String.init) == ["0", "0", "4294967295"] } ?? true
        facts.ptraceScope = text("/proc/sys/kernel/yama/ptrace_scope").flatMap { Int($0) }
        let label = text("/proc/self/attr/current") ?? ""
        facts.securityLabel = label.hasPrefix("unconfined") || label.contains(":unconfined_t:") ? "" : label
        guard let process = live(processID), let status = process.status else {
            facts.isHidden = processID > 0 && kill(processID, 0) != 0 && errno == EPERM
            if !facts.isHidden { facts.namesakes = namesakes(of: processID) }
            return facts
        }
        facts.target = status
        facts.isKernelThread = process.statistics?.isKernelThread ?? false
        facts.memoryOwner = process.directory.owner("mem")
        facts.sharesUserNamespace = process.sharesNamespace("user")
        facts.isDescendant = isDescendant(status.parentID)
        if status.tracerID != 0 {
            facts.tracerName = live(status.tracerID)?.shortName ?? ""
        }
        return facts
    }

    /// Without the explanation that a failure to open it would get, which is made from these facts.
    private static func live(_ processID: Int32) -> LiveProcess? {
        (try? ProcessDirectory(processID: processID)).map { LiveProcess($0) }
    }

    private static func text(_ path: String) -> String? {
        guard let bytes = try? MappedFile.open(path, limit: 1 << 16) else { return nil }
        let text = bytes.string.prefix { $0 != "\n" && $0 != "\0" }
        return text.isEmpty ? nil : String(text)
    }

    private static func isDescendant(_ parent: Int32) -> Bool {
        var at = parent
        for _ in 0..<1000 where at > 1 {
            if at == getpid() { return true }
            at = live(at)?.statistics?.parentID ?? 0
        }
        return false
    }

    private static func namesakes(of processID: Int32) -> [(id: Int32, name: String)] {
        var result: [(id: Int32, name: String)] = []
        for id in ProcessList.identifiers() where result.count < 3 {
            guard let status = live(id)?.status, status.namespaceIDs.count > 1,
                status.namespaceIDs.last == processID
            else { continue }
            result.append((id, status.name))
        }
        return result
    }
}
