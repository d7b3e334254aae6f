import CLinux
import Glibc
import Wire

/// A program that sonde starts and that waits until it may run, so that nothing of it is missed. It has sonde's own
/// standard input, output and error.
public final class WaitingProgram {
    public let processID: Int32
    private var gate: Int32
    private let failure: Int32
    private var known: ChildEnding?
    /// Whether it could not be executed.
    private var hasFailed = false

    /// - Parameters:
    ///   - arguments: the program, found in PATH, and its arguments; not empty.
    ///   - errors: where its standard error goes; its standard output goes to sonde's standard error then, so that a
    ///     report stays whole.
    /// - Throws: `inputOutput`.
    public init(_ arguments: [String], errors: CopiedErrors? = nil) throws(InputError) {
        var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        defer { errors?.closeWritingEnd() }
        var spawned = sonde_spawned()
        guard unsafe sonde_spawn_waiting(&words, errors?.writingEnd ?? -1, &spawned) == 0 else {
            throw MappedFile.systemError("cannot be started", arguments.first ?? "")
        }
        processID = spawned.process
        gate = spawned.gate
        failure = spawned.failure
    }

    deinit {
        close(failure)
        guard gate >= 0 else {
            if hasFailed { waitForEnd() } else { _ = ending() }
            return
        }
        // It never ran, and is nobody's program yet.
        close(gate)
        if !hasEnded { kill(processID, SIGKILL) }
        waitForEnd()
    }

    /// Waits a moment for one that ends right now: what nobody waits for stays in the list of processes.
    private func waitForEnd() {
        let start = Clock.now(CLOCK_MONOTONIC)
        Clock.sleep(until: start + 10_000_000_000) {
            _ = ending()
            return hasEnded
        }
    }

    /// Lets it run.
    /// - Throws: `notFound`, `notPermitted` when there is no such program, or when it cannot be run.
    public func start(named name: String) throws(InputError) {
        var byte: UInt8 = 1
        while unsafe write(gate, &byte, 1) < 0, errno == EINTR {}
        close(gate)
        gate = -1
        var reason: Int32 = 0
        while true {
            let length = unsafe read(failure, &reason, MemoryLayout<Int32>.size)
            if length < 0, errno == EINTR { continue }
            guard length == MemoryLayout<Int32>.size else { return }
            hasFailed = true
            waitForEnd()
            errno = reason
            throw MappedFile.systemError("cannot be run", name)
        }
    }

    /// Whether it has ended. What /proc says of it stays until `ending` has told how.
    public var hasEnded: Bool { known != nil || ChildState.hasEnded(processID) }

    /// How it ended; nil while it runs, and when another part of sonde was told.
    public func ending() -> ChildEnding? {
        if case .none = known, case .ended(let ending) = ChildState.take(processID) { known = ending }
        return known
    }
}
