import Dispatch
import Glibc
import Host
import Synchronization

/// Ctrl-C: undoes what must not outlive sonde, then ends with 128 and the signal's number, as shells expect.
enum Interruption {
    private static let state = Mutex(State())
    /// Written once, in `install`, and never read: it keeps the sources alive.
    nonisolated(unsafe) private static let sources = [SIGINT, SIGTERM].compactMap { watch($0) }

    private struct State {
        var cleanups: [Int: @Sendable () -> Void] = [:]
        var next = 0
    }

    /// Watches for SIGINT and SIGTERM from now on.
    static func install() { _ = sources }

    private static func watch(_ number: Int32) -> (any DispatchSourceSignal)? {
        // A shell starts background jobs with SIGINT ignored; that stays so.
        if Surroundings.ignore(signal: number) { return nil }
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { end(after: number) }
        source.resume()
        return source
    }

    /// Runs `body`; should the user interrupt it, `cleanup` runs before sonde ends.
    static func during<Result>(
        _ cleanup: @escaping @Sendable () -> Void, _ body: () throws -> Result
    ) rethrows -> Result {
        let key = state.withLock { state in
            state.next += 1
            state.cleanups[state.next] = cleanup
            return state.next
        }
        defer { state.withLock { _ = $0.cleanups.removeValue(forKey: key) } }
        return try body()
    }

    private static func end(after number: Int32) {
        let cleanups = state.withLock { state in state.cleanups.sorted { $0.key > $1.key }.map(\.value) }
        for cleanup in cleanups { cleanup() }
        _exit(128 + number)
    }
}
