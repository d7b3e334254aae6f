import CLinux
import Evidence
import Glibc
import Wire

/// A process all of whose threads are stopped for a moment, to be read without anything moving.
public enum StoppedProcess {
    /// Stops all threads of a process, runs `body` with what they were doing, and lets them go on.
    ///
    /// The process goes on whatever happens to sonde: the kernel resumes it when sonde ends, and a watchdog ends sonde
    /// when the stop takes too long. Signals that arrive meanwhile are delivered afterwards, and a process that was
    /// stopped before (SIGSTOP) stays so. `body` runs on a thread of its own while the caller waits; it must not wait
    /// for children of sonde that are the target.
    ///
    /// - Parameters:
    ///   - processID: in sonde's namespace.
    ///   - limit: seconds after which sonde is killed by the kernel, to free the process.
    ///   - body: receives the threads with their registers; a thread that cannot be stopped now (state D) has none, but
    ///     it runs no code of the program either.
    /// When the target is a child of sonde, other threads that wait for it meanwhile (waitpid) see it as stopped.
    ///
    /// - Returns: the result of `body`, and the time from the first thread's stop to the last one's release.
    /// - Throws: what `body` throws; `notPermitted` with what forbids it; `gone`.
    public static func withStop<Result>(
        of processID: Int32, limit: Int = 30, body: ([ThreadFacts]) throws -> Result
    ) throws -> (Result, stoppedNanoseconds: Int64) {
        let process = try LiveProcess(processID: processID)
        var outcome: Swift.Result<(Result, stoppedNanoseconds: Int64), any Error>?
        try TracerThread.run {
            outcome = Swift.Result {
                var stop = ProcessStop(process: process)
                defer { stop.release() }
                let watchdog = Watchdog(seconds: limit)
                defer { watchdog.stop() }
                try stop.stopAll()
                let result = try body(stop.facts())
                stop.release()
                return (result, stoppedNanoseconds: stop.stoppedNanoseconds)
            }
        }
        guard let outcome else { throw InputError(.inputOutput, "the tracing thread did not run") }
        return try outcome.get()
    }
}

/// Ends sonde by SIGKILL unless it is called off in time.
private struct Watchdog {
    private let timer: timer_t?

    init(seconds: Int) {
        var timer: timer_t?
        let isSet = unsafe sonde_watchdog_start(Int64(max(1, min(seconds, 3600))) * 1_000_000_000, &timer) == 0
        unsafe self.timer = isSet ? timer : nil
        isArmed = isSet
    }

    private let isArmed: Bool

    func stop() { if isArmed { unsafe sonde_watchdog_stop(timer) } }
}

/// The thread that makes all ptrace calls of one stop. Its end releases whatever is still held.
private enum TracerThread {
    /// Carries a closure to the other thread; the caller waits for it there, so it never runs at the same time.
    private final class Work {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    static func run(_ work: () -> Void) throws {
        try withoutActuallyEscaping(work) { work in
            let context = unsafe Unmanaged.passRetained(Work(work)).toOpaque()
            var thread = pthread_t()
            let failure = unsafe pthread_create(
                &thread, nil,
                { context in
                    if let context = unsafe context {
                        unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
                    }
                    return nil
                }, context)
            guard failure == 0 else {
                unsafe Unmanaged<Work>.fromOpaque(context).release()
                let text = unsafe String(cString: strerror(failure))
                throw InputError(.inputOutput, "no thread can be started: \(text)")
            }
            pthread_join(thread, nil)
        }
    }
}
