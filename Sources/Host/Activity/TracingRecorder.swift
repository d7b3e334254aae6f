import CLinux
import Glibc
import Wire

/// Recording what processes ask of the kernel by ptrace(2), which takes no privileges; see `tracer.h` in CLinux.
///
/// One recorder follows one program or one process. Threads that are followed run on unharmed when it ends, and also
/// when sonde is killed. A program that gets other privileges than its caller's (setuid, setgid, file capabilities) is
/// let go when it is executed, unless sonde has CAP_SYS_PTRACE: the kernel would refuse them to it.
public final class TracingRecorder: ActivityRecording {
    private let tracer: OpaquePointer

    public var backEnd: ActivityBackEnd { .ptrace }

    /// - Throws: `inputOutput` when there is no memory.
    public init(_ options: ActivityRecorder.Options) throws(InputError) {
        var settings = sonde_activity_settings()
        settings.with_stacks = options.withStacks ? 1 : 0
        settings.with_environment = options.withEnvironment ? 1 : 0
        let plans = CallPlans.all(dropped: options.droppedCalls)
        var result: OpaquePointer?
        guard
            unsafe sonde_tracer_open(&settings, plans, max(options.ringSize, ActivityRecorder.smallestBuffer), &result)
                == 0,
            let tracer = unsafe result
        else { throw MappedFile.systemError("cannot be prepared", "the tracer") }
        self.tracer = unsafe tracer
    }

    deinit { unsafe sonde_tracer_close(tracer) }

    /// Follows a child of sonde from the program on that it executes next; only `ending` tells how it ended.
    public func followExecution(of process: Int32) throws(InputError) {
        guard unsafe sonde_tracer_follow_execution(tracer, process) == 0 else {
            throw AccessDiagnosis.explain(pid: process, errno: errno, isTracing: true)
        }
    }

    public func adopt(_ process: Int32) throws(InputError) {
        guard unsafe sonde_tracer_adopt(tracer, process) == 0 else {
            throw AccessDiagnosis.explain(pid: process, errno: errno, isTracing: true)
        }
    }

    public func closeOpen() { unsafe sonde_tracer_end(tracer) }

    public func stop() { unsafe sonde_tracer_end(tracer) }

    public func read(into buffer: inout [UInt8]) throws(InputError) -> Int {
        buffer.withUnsafeMutableBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return 0 }
            return unsafe sonde_tracer_read(tracer, start, bytes.count)
        }
    }

    public func counters() throws(InputError) -> ActivityRecorder.Counters {
        var values = [UInt64](repeating: 0, count: Int(SONDE_COUNTER_COUNT.rawValue))
        var released: UInt64 = 0
        unsafe sonde_tracer_count(tracer, &values, &released)
        var counters = ActivityRecorder.Counters(values)
        counters.released = released
        return counters
    }

    /// Nil: what is seen of threads that are stopped at calls has no frames of the kernel.
    public func kernelFunction(at address: UInt64) -> String? { nil }

    public func hasEnded(_ program: WaitingProgram) -> Bool { ending(of: program) != nil }

    public func ending(of program: WaitingProgram) -> ChildEnding? {
        var status: Int32 = 0
        let state = unsafe sonde_tracer_ending(tracer, &status)
        // Whoever traces a child is the one who hears of its end.
        if state == SONDE_TRACER_ENDED { return ChildEnding(waitStatus: status) }
        return state == SONDE_TRACER_RELEASED ? program.ending() : nil
    }
}
