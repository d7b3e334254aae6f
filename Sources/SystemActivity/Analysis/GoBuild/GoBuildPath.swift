import Evidence

/// The critical path of a build: the chain of actions, each of which could begin only when the one before had ended.
///
/// From the last action back: of the packages that it read, the one that was finished last; when the action began well
/// after that, it waited for a place among the `-p` steps that run at once, and the step that ended just then is the
/// one before. The parts add up to the time from the begin of the go command to its end.
public struct GoBuildPath: Sendable {
    public enum Part: Sendable, Equatable {
        /// The go command before its first action on the path: loading packages, hashing.
        case before
        /// An action, in `GoBuild.actions`.
        case action(Int)
        /// The go command between two actions.
        case between
        /// After the last one: installing, cleaning up.
        case after
    }

    public struct Segment: Sendable {
        public var part: Part
        public var start: Int64
        public var end: Int64
        /// Whether the action waited for a place rather than for a package.
        public var waitedForPlace = false

        public var duration: Int64 { end &- start }
    }

    /// In order, without gaps.
    public private(set) var segments: [Segment] = []

    /// What an action may take to begin after the one before; nanoseconds. The go command hashes, and starts a process.
    private static let promptness: Int64 = 20_000_000

    /// - Parameters:
    ///   - start: when the go command began.
    ///   - end: when it ended.
    public init(_ build: GoBuild, start: Int64, end: Int64) {
        // A damaged log may say anything.
        let end = max(start, end)
        var chain: [(action: Int, waited: Bool)] = []
        var visited: Set<Int> = []
        var current = Self.last(build)
        while let action = current, visited.insert(action).inserted {
            let (previous, waited) = Self.previous(action, build, visited)
            chain.append((action, waited))
            current = previous
        }
        chain.reverse()
        guard !chain.isEmpty else {
            segments = [Segment(part: .before, start: start, end: end)]
            return
        }
        var at = start
        for (index, link) in chain.enumerated() {
            let action = build.actions[link.action]
            let begin = min(max(action.start, at), end)
            if begin > at { segments.append(Segment(part: index == 0 ? .before : .between, start: at, end: begin)) }
            let stop = min(max(action.end, begin), end)
            if stop > begin {
                // Programs are run without asking for a place.
                segments.append(
                    Segment(
                        part: .action(link.action), start: begin, end: stop,
                        waitedForPlace: link.waited && action.tool != .program))
            }
            at = stop
        }
        if end > at { segments.append(Segment(part: .after, start: at, end: end)) }
    }

    private static func last(_ build: GoBuild) -> Int? {
        build.actions.indices.max { (build.actions[$0].end, $0) < (build.actions[$1].end, $1) }
    }

    private static func previous(_ action: Int, _ build: GoBuild, _ visited: Set<Int>) -> (Int?, Bool) {
        let begin = build.actions[action].start
        func latest(_ candidates: some Sequence<Int>) -> Int? {
            candidates.filter { !visited.contains($0) && build.actions[$0].end <= begin &+ promptness / 4 }
                .max { (build.actions[$0].end, $0) < (build.actions[$1].end, $1) }
        }
        let needed = latest(build.actions[action].dependencies)
        if let needed, begin &- build.actions[needed].end <= promptness { return (needed, false) }
        guard let other = latest(build.actions.indices.lazy.filter { $0 != action }) else { return (needed, false) }
        // Whoever ended later than what was needed had the place.
        guard let needed else { return (other, true) }
        return build.actions[other].end > build.actions[needed].end ? (other, true) : (needed, false)
    }
}
