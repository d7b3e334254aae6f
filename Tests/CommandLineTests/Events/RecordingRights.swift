import TestSupport
import Testing

/// What sonde may do when it records: by that it chooses its back end.
enum RecordingRights: Sendable {
    case all
    /// Nothing that an ordinary user may not do.
    case none

    /// Drops what recording by BPF takes.
    private static let dropping = [
        "setpriv", "--bounding-set=-bpf,-perfmon,-sys_admin,-sys_ptrace",
        "--inh-caps=-bpf,-perfmon,-sys_admin,-sys_ptrace",
    ]

    /// Whether sonde can be run without these rights: they are there to be dropped, or there are none.
    static let canBeMissing: Bool =
        !Permissions.mayRecordByBPF
        || (try? Command.run(dropping[0], dropping.dropFirst() + ["true"]).succeeded) ?? false

    /// For the arguments of tests; `RecordingRightsTests` says by name which of the two is left out, and why.
    static let usable: [RecordingRights] =
        (Permissions.mayRecordByBPF ? [.all] : []) + (canBeMissing ? [.none] : [])

    /// What executes sonde with these rights.
    var wrapper: [String] { self == .none && Permissions.mayRecordByBPF ? Self.dropping : [] }
}

/// What the arguments of other tests leave out here is skipped by name.
struct RecordingRightsTests {
    @Test(.enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"))
    func recordingByBPFIsTested() { #expect(RecordingRights.usable.contains(.all)) }

    @Test(.enabled(if: RecordingRights.canBeMissing, "setpriv is not there, or may not drop capabilities"))
    func recordingByPtraceIsTested() { #expect(RecordingRights.usable.contains(.none)) }
}
