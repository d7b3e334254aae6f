import Host
import TestSupport

/// What sonde may do when it records: by that it chooses its back end.
enum RecordingRights: Sendable {
    case all
    /// Nothing that an ordinary user may not do.
    case none

    /// Whether the kernel lets this process record by BPF.
    static let canRecord: Bool = (try? ActivityRecorder(ActivityRecorder.Options())) != nil

    /// Drops what recording by BPF takes.
    private static let dropping = [
        "setpriv", "--bounding-set=-bpf,-perfmon,-sys_admin,-sys_ptrace",
        "--inh-caps=-bpf,-perfmon,-sys_admin,-sys_ptrace",
    ]

    private static let canDrop: Bool =
        (try? Command.run(dropping[0], dropping.dropFirst() + ["true"]).succeeded) ?? false

    /// Whether a process may trace another one of the same user that it has not started (Yama).
    static let mayTraceOthers: Bool =
        (try? Files.text("/proc/sys/kernel/yama/ptrace_scope")).map { $0 == "0\n" } ?? true

    static let usable: [RecordingRights] = canRecord ? (canDrop ? [.all, .none] : [.all]) : [.none]

    /// What executes sonde with these rights.
    var wrapper: [String] { self == .none && Self.canRecord ? Self.dropping : [] }
}
