import GoProcess
import Synchronization
import Wire

/// The looks at one program that can be shown and compared: those of a file or case, or of a process the ones that
/// somebody asked for.
final class GoroutineLooks: Sendable {
    private struct State {
        var looks: [GoroutineLook] = []
        var next = 0
        /// Looks that were forgotten.
        var dropped = 0
        /// Why there will be no more looks; nil while there may be.
        var ended: String?
    }

    /// Looks at a process that are kept at most.
    static let lookLimit = 12
    /// Goroutines that all kept looks together may have; two looks are kept in any case.
    static let goroutineLimit = 2_000_000

    let isLive: Bool
    private let state = Mutex(State())
    /// Held while a look is made: whoever asks meanwhile gets that one, too.
    private let looking = Mutex<Void>(())
    private let look: (@Sendable () throws -> GoroutineSnapshot)?

    /// - Throws: what reading the looks of a file or case throws; `PageError` for a source of another kind.
    init(_ source: EvidenceSource, _ control: JobControl) throws {
        switch source.kind {
        case .goroutines(let snapshots):
            isLive = false
            look = nil
            var before: [GoroutineSnapshot] = []
            for snapshot in try snapshots.get(control) {
                before.append(snapshot)
                append(Ages.fold(before) ?? snapshot)
                try control.check()
            }
        case .liveGoroutines(_, let look):
            isLive = true
            self.look = look
        default: throw PageError(400, "Source \(source.name) has no goroutines.")
        }
    }

    /// All that are kept, oldest first; at a process that nobody looked at yet, the first one.
    func all() throws -> [GoroutineLook] {
        if isLive, state.withLock({ $0.looks.isEmpty }) { try again(since: 0) }
        return state.withLock { $0.looks }
    }

    var ended: String? { state.withLock { $0.ended } }
    var dropped: Int { state.withLock { $0.dropped } }

    /// One look by its number; the newest for nil.
    func look(_ number: Int?) throws -> GoroutineLook {
        let looks = try all()
        guard let number else {
            if let last = looks.last { return last }
            throw PageError(422, ended ?? "There is no look at goroutines.")
        }
        guard let found = looks.first(where: { $0.number == number }) else {
            throw PageError.notFound("look \(number + 1): at most \(Self.lookLimit) are kept")
        }
        return found
    }

    /// Looks at the process once more. When it has ended, says so by `ended` and keeps what there is.
    /// - Parameter since: number of the next look when it was asked for: one that came meanwhile is as good.
    func again(since: Int?) throws {
        guard let look else { return }
        try looking.withLock { _ in
            let (next, ended) = state.withLock { ($0.next, $0.ended) }
            guard ended == nil, since == nil || next <= since ?? 0 else { return }
            do {
                let snapshot = try look()
                let earlier = state.withLock { $0.looks.map(\.snapshot) }
                append(Ages.fold(earlier + [snapshot]) ?? snapshot)
            } catch let error as InputError where error.code == .gone || error.code == .notFound {
                state.withLock { $0.ended = error.description }
            }
        }
    }

    private func append(_ snapshot: GoroutineSnapshot) {
        state.withLock { state in
            state.looks.append(GoroutineLook(number: state.next, snapshot: snapshot))
            state.next += 1
            guard isLive else { return }
            while state.looks.count > Self.lookLimit
                || (state.looks.count > 2 && Self.total(state) > Self.goroutineLimit)
            {
                // The first look stays: it is what the greatest age is measured from.
                state.looks.remove(at: 1)
                state.dropped += 1
            }
        }
    }

    private static func total(_ state: State) -> Int {
        state.looks.reduce(0) { $0 + $1.snapshot.goroutines.count }
    }
}
