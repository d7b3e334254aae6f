import CLinux
import Glibc
import Synchronization
import Wire

/// A program whose output is read through a pipe. It gets no input.
public final class PipedProgram: Sendable {
    private let processID: pid_t
    /// To be read to the end.
    public let descriptor: Int32
    private let known = Mutex(ChildEnding?.none)

    /// Starts a program, which is looked up in PATH.
    /// - Parameter errors: where its standard error goes; nil for the pipe of its standard output.
    /// - Throws: `notFound`, `notPermitted`, `inputOutput`.
    public init(_ arguments: [String], errors: CopiedErrors? = nil) throws {
        defer { errors?.closeWritingEnd() }
        guard let name = arguments.first else { throw InputError(.usage, "there is no command") }
        var ends: [Int32] = [-1, -1]
        guard unsafe sonde_pipe(&ends) == 0 else { throw MappedFile.systemError("cannot be run", name) }
        var actions = posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors?.writingEnd ?? ends[1], STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // sonde ignores these, and Dispatch's threads block all signals; a program that it runs must not inherit that.
        var (defaults, blocked) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&blocked)
        unsafe sigemptyset(&defaults)
        for number in [SIGPIPE, SIGINT, SIGTERM] { unsafe sigaddset(&defaults, number) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        unsafe posix_spawnattr_setsigmask(&attributes, &blocked)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var child: pid_t = 0
        let failure = unsafe posix_spawnp(&child, name, &actions, &attributes, &words, environ)
        close(ends[1])
        guard failure == 0 else {
            close(ends[0])
            errno = failure
            throw MappedFile.systemError("cannot be run", name)
        }
        processID = child
        descriptor = ends[0]
    }

    deinit {
        close(descriptor)
        end()
    }

    /// Waits for its end.
    @discardableResult
    public func wait() -> ChildEnding {
        ChildState.wait(for: processID)
        // Where children are reaped by themselves (SIGCHLD is ignored), nobody knows how it ended.
        return ending() ?? .exited(-1)
    }

    /// Ends it and all that it started: asks them to, and makes them after `grace` nanoseconds.
    public func end(grace: Int64 = 2_000_000_000) {
        for number in [SIGTERM, SIGKILL] where !hasEnded {
            send(number)
            Clock.sleep(until: Clock.now(CLOCK_MONOTONIC) + grace) { hasEnded }
        }
    }

    private var hasEnded: Bool { ending() != nil || ChildState.hasEnded(processID) }

    /// How it ended; nil while it runs, and when nobody knows. It leaves the list of processes.
    private func ending() -> ChildEnding? {
        known.withLock { known in
            if case .none = known, case .ended(let ending) = ChildState.take(processID) { known = ending }
            return known
        }
    }

    /// Sends a signal to it and all that it started.
    private func send(_ number: Int32) {
        // While this is locked its number is nobody else's.
        known.withLock { known in
            guard known == nil, !ChildState.hasEnded(processID) else { return }
            // It starts nothing more while the list is made.
            kill(processID, SIGSTOP)
            for member in ProcessList.tree(processID) { kill(member, number) }
            kill(processID, SIGCONT)
        }
    }
}
