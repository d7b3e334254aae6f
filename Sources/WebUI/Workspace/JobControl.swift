import Synchronization

/// Long work that somebody waits for: how far it is, and whether anybody still wants it.
public final class JobControl: Sendable {
    /// How far work is.
    public struct Progress: Sendable, Equatable {
        /// What is being done.
        public var text = ""
        /// From 0 to 1; nil when that cannot be told.
        public var part: Double?
    }

    private struct State {
        var isCancelled = false
        var progress = Progress()
        /// Is cancelled with this one.
        var other: JobControl?
    }

    private let state = Mutex(State())
    private let changed: @Sendable (Progress) -> Void
    private let isUnwanted: @Sendable () -> Bool

    /// - Parameters:
    ///   - isUnwanted: asked whether anybody still wants the result, beside `cancel`.
    ///   - changed: called on the thread that works whenever it says how far it is.
    public init(
        isUnwanted: @escaping @Sendable () -> Bool = { false },
        changed: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.isUnwanted = isUnwanted
        self.changed = changed
    }

    public var isCancelled: Bool { state.withLock { $0.isCancelled } || isUnwanted() }

    public func cancel() {
        let other = state.withLock { state in
            state.isCancelled = true
            return state.other
        }
        other?.cancel()
    }

    /// Cancels another one with this one.
    func forward(to other: JobControl) {
        let isCancelled = state.withLock { state in
            state.other = other
            return state.isCancelled
        }
        if isCancelled { other.cancel() }
    }

    var progress: Progress { state.withLock { $0.progress } }

    public func report(_ text: String, part: Double? = nil) {
        let progress = Progress(text: text, part: part)
        state.withLock { $0.progress = progress }
        changed(progress)
    }

    /// - Throws: `CancellationError` when nobody wants the result any more.
    public func check() throws { if isCancelled { throw CancellationError() } }
}
