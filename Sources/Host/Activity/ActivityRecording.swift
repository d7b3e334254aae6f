import Wire

/// A way to record what processes ask of the kernel, as records of `activity_records.h`, which `SystemActivity` reads.
public protocol ActivityRecording: AnyObject {
    /// Its name in a capture's facts.
    var backEnd: ActivityBackEnd { get }

    /// Follows a process, and all that it starts, from the program on that it executes next.
    /// - Throws: `notPermitted`, `inputOutput`.
    func followExecution(of process: Int32) throws(InputError)

    /// Follows all threads that a process and its descendants have, and all that they start.
    /// - Throws: `notPermitted`, `inputOutput`.
    func adopt(_ process: Int32) throws(InputError)

    /// Makes records of the calls and waits that have not ended, as far as they came: what hangs is seen by nothing
    /// else. For the end of a recording.
    /// - Throws: `inputOutput`.
    func closeOpen() throws(InputError)

    /// Ends the recording before its time, as when it has cost enough: nothing is slower for it any more. What was
    /// recorded can still be read.
    func stop()

    /// Moves the records that are ready into `buffer`, which has room for at least
    /// `ActivityRecorder.smallestBuffer` bytes.
    /// - Returns: bytes that were written; 0 when nothing is ready.
    /// - Throws: `inputOutput`.
    func read(into buffer: inout [UInt8]) throws(InputError) -> Int

    /// - Throws: `inputOutput`.
    func counters() throws(InputError) -> ActivityRecorder.Counters

    /// The function of the kernel that an address of a record lies in; nil when none is known.
    func kernelFunction(at address: UInt64) -> String?

    /// Whether a program that is followed has ended. What /proc says of it stays until `ending` has told how, if the
    /// way of recording leaves it that long.
    func hasEnded(_ program: WaitingProgram) -> Bool

    /// How a program that is followed ended; nil while it runs.
    func ending(of program: WaitingProgram) -> ChildEnding?
}

/// How a recording is made.
public enum ActivityBackEnd: String, Sendable {
    /// By programs in the kernel: everything, at little cost, with CAP_BPF and CAP_PERFMON.
    case bpf
    /// By stopping threads at each call: no privileges, no waits, and much slower.
    case ptrace
    /// Not at all: only what /proc and /sys say of the processes, which costs them nothing.
    case looks
}

extension ActivityBackEnd {
    /// The best recorder that the kernel permits, and why it is not the best of all; nil when it is.
    /// - Throws: `inputOutput`.
    public static func recorder(
        _ options: ActivityRecorder.Options
    ) throws(InputError) -> (recorder: any ActivityRecording, shortcoming: InputError?) {
        do {
            return (try ActivityRecorder(options), nil)
        } catch {
            return (try TracingRecorder(options), error)
        }
    }
}
