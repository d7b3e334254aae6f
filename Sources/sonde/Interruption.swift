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
        var requests: [Int: @Sendable () -> Void] = [:]
        var next = 0
        /// Whether a request was made: sonde is about to end by itself.
        var isAsked = false
        /// The thread that undoes things and then ends sonde.
        var undoing: pthread_t?

        mutating func number() -> Int {
            next += 1
            return next
        }

        /// Whether another thread is about to end sonde.
        var isEndedByAnother: Bool { undoing.map { $0 != pthread_self() } ?? false }

        mutating func answer() -> Answer {
            if let request = requests.max(by: { $0.key < $1.key })?.value {
                isAsked = true
                return .ask(request)
            }
            // Somebody who is impatient does not stop what is being undone or written.
            guard !isAsked, undoing == nil else { return .wait }
            undoing = pthread_self()
            return .undo(cleanups.sorted { $0.key > $1.key }.map(\.value))
        }
    }

    /// What an interruption calls for.
    private enum Answer {
        case ask(@Sendable () -> Void)
        case undo([@Sendable () -> Void])
        case wait
    }

    /// Whether what sonde does is being undone.
    static var isUnderway: Bool { state.withLock { $0.undoing != nil } }

    /// Watches for SIGINT and SIGTERM from now on.
    static func install() { _ = sources }

    private static func watch(_ number: Int32) -> (any DispatchSourceSignal)? {
        // A shell starts background jobs with SIGINT ignored; that stays so.
        if Surroundings.ignore(signal: number) { return nil }
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { take(number) }
        source.resume()
        return source
    }

    /// Runs `body`; should the user interrupt it, `cleanup` runs before sonde ends. `during` does not return then:
    /// nothing that follows on an undone `body` is said or done, and sonde's exit status is that of the interruption.
    static func during<Result>(
        _ cleanup: @escaping @Sendable () -> Void, _ body: () throws -> Result
    ) rethrows -> Result {
        let (key, isLate) = state.withLock { state in
            let key = state.number()
            state.cleanups[key] = cleanup
            return (key, state.isEndedByAnother)
        }
        if isLate { waitForTheEnd() }
        defer {
            let isEnding = state.withLock { state in
                state.cleanups[key] = nil
                return state.isEndedByAnother
            }
            if isEnding { waitForTheEnd() }
        }
        return try body()
    }

    /// Runs `body`; should the user interrupt it, `request` asks it to come to its end, which is that of sonde.
    static func heeded<Result>(
        by request: @escaping @Sendable () -> Void, _ body: () throws -> Result
    ) rethrows -> Result {
        let key = state.withLock { state in
            let key = state.number()
            state.requests[key] = request
            return key
        }
        defer { state.withLock { $0.requests[key] = nil } }
        return try body()
    }

    private static func take(_ number: Int32) {
        switch state.withLock({ $0.answer() }) {
        case .ask(let request): request()
        case .undo(let cleanups):
            for cleanup in cleanups { cleanup() }
            _exit(128 + number)
        case .wait: break
        }
    }

    private static func waitForTheEnd() -> Never { while true { pause() } }
}
