import GoProfile
import Host
import Wire

/// Records waiting time by stack.
enum WaitRecorder {
    static func record(_ run: RecordingRun, withKernel: Bool) throws -> RecordedProfile {
        throw InputError(.unsupported, "not yet")
    }
}
