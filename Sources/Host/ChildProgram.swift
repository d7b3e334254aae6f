import Glibc
import Synchronization
import Wire

/// A program that sonde runs to look at it. Its standard output and error both go to sonde's standard error, so that
/// a report on standard output stays whole; the last part of its standard error is kept.
public final class ChildProgram: Sendable {
    public let processID: Int32
    private let known = Mutex(Ending?.none)
    private let errors: CopiedErrors

    /// How a program ended.
    public enum Ending: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
    }

    /// Starts a program, which is looked up in PATH.
    /// - Throws: `notFound`, `notPermitted`, `inputOutput`.
    public init(_ arguments: [String]) throws {
        guard let name = arguments.first else { throw InputError(.usage, "there is no command behind --") }
        let errors = try CopiedErrors(of: name)
        self.errors = errors
        defer { errors.closeWritingEnd() }

        var actions = posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors.writingEnd, STDERR_FILENO)

        // sonde ignores these; a program that it runs must not inherit that.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        unsafe sigemptyset(&defaults)
        for number in [SIGPIPE, SIGINT, SIGTERM] { unsafe sigaddset(&defaults, number) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var child: pid_t = 0
        let failure = unsafe posix_spawnp(&child, name, &actions, &attributes, &words, environ)
        guard failure == 0 else {
            errno = failure
            throw MappedFile.systemError("cannot be run", name)
        }
        processID = child
    }

    /// The last part of what it wrote to standard error, complete once it has ended.
    public var errorTail: Bytes { errors.tail }

    /// How it ended; nil while it runs.
    public func ending() -> Ending? {
        known.withLock { known in
            if let known { return known }
            if case .ended(let ending) = ChildState.take(processID) { known = ending }
            return known
        }
    }

    /// Waits until its standard error is read to the end, at most `seconds`: a child of its own may hold it open.
    public func waitForErrors(seconds: Int) { errors.wait(seconds: seconds) }

    /// Asks it to end, and makes it after `grace` nanoseconds.
    public func terminate(grace: Int64 = 2_000_000_000) {
        guard ending() == nil else { return }
        kill(processID, SIGTERM)
        let start = Clock.now(CLOCK_MONOTONIC)
        Clock.sleep(until: start + grace) { ending() != nil }
        guard ending() == nil else { return }
        kill(processID, SIGKILL)
        Clock.sleep(until: start + 2 * grace) { ending() != nil }
    }
}
