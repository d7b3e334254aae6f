import CLinux
import Glibc
import Wire

/// A program whose output is read: both streams come through one pipe, and it gets no input.
public final class PipedProgram {
    private let processID: pid_t
    /// To be read to the end.
    public let descriptor: Int32
    private var ending: ChildProgram.Ending?

    /// Starts a program, which is looked up in PATH.
    /// - Throws: `notFound`, `notPermitted`, `inputOutput`.
    public init(_ arguments: [String]) throws {
        guard let name = arguments.first else { throw InputError(.usage, "there is no command") }
        var ends: [Int32] = [-1, -1]
        guard unsafe sonde_pipe(&ends) == 0 else { throw MappedFile.systemError("cannot be run", name) }
        var actions = posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        for stream in [STDOUT_FILENO, STDERR_FILENO] {
            unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], stream)
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // sonde ignores these; a program that it runs must not inherit that.
        var defaults = sigset_t()
        unsafe sigemptyset(&defaults)
        for number in [SIGPIPE, SIGINT, SIGTERM] { unsafe sigaddset(&defaults, number) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
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
        if ending == nil { kill(processID, SIGTERM) }
        _ = wait()
    }

    /// Waits for its end.
    @discardableResult
    public func wait() -> ChildProgram.Ending {
        if let ending { return ending }
        var status: Int32 = 0
        var result: pid_t
        repeat { result = unsafe waitpid(processID, &status, 0) } while result < 0 && errno == EINTR
        // Where children are reaped by themselves (SIGCHLD is ignored), nobody knows how it ended.
        guard result == processID else {
            ending = .exited(-1)
            return .exited(-1)
        }
        // wait(2): the low seven bits are the signal, and without one the next byte the status.
        let found: ChildProgram.Ending = status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signalled(status & 0x7f)
        ending = found
        return found
    }
}
