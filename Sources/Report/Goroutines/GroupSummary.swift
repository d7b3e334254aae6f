import Evidence
import GoProcess

/// How long the members of a group have been waiting.
public struct AgeSummary: Hashable, Sendable {
    /// Members whose age is known.
    public var known: Int
    /// Nanoseconds.
    public var median: Int64
    /// Nanoseconds.
    public var oldest: Int64
    /// Where the oldest one's age comes from.
    public var source: AgeSource
}

/// What several goroutines have in common: the facts that a report of them shows.
public struct GroupSummary: Sendable {
    /// What a part of the members waits for.
    public struct Waiting: Hashable, Sendable {
        public var object: WaitObjectID
        public var operation: WaitOperation
        public var isSelectCase: Bool
        public var count: Int

        fileprivate func isSameWait(as other: Waiting) -> Bool {
            object == other.object && operation == other.operation && isSelectCase == other.isSelectCase
        }
    }

    /// A system call that a part of the members is in.
    public struct Calling: Hashable, Sendable {
        public var name: String
        public var descriptor: Int32
        public var target: String
        public var count: Int
    }

    /// Positions in `GoroutineSnapshot.goroutines`, ascending.
    public let members: [Int]
    /// State texts with their counts, most frequent first.
    public let states: [(text: String, count: Int)]
    public let ages: AgeSummary?
    /// Stack of the first member.
    public let stack: StackID
    public let hasOneStack: Bool
    /// The `go` statement that created all members; `.none` when they differ or it is unknown.
    public let creation: FrameID
    /// Labels that all members have.
    public let labels: [Label]
    /// Keys of labels that members have with different values, or that only some have.
    public let differingLabels: [String]
    /// Most frequent first, then by object.
    public let waits: [Waiting]
    public let systemCalls: [Calling]
    /// Earliest end of a sleep or timed wait, CLOCK_MONOTONIC nanoseconds; 0 when there is none.
    public let deadline: Int64
    /// Flags that all members have.
    public let flags: GoroutineFlags

    /// - Parameter members: positions in `snapshot.goroutines`; those outside of it are left out.
    public init(_ members: some Sequence<Int>, in snapshot: GoroutineSnapshot) {
        let members = members.filter { snapshot.goroutines.indices.contains($0) }.sorted()
        let goroutines = members.map { snapshot.goroutines[$0] }
        self.members = members
        states = Self.states(goroutines, in: snapshot)
        ages = Self.ages(goroutines)
        stack = goroutines.first?.stack ?? .empty
        let firstStack = stack
        hasOneStack = goroutines.allSatisfy { $0.stack == firstStack }
        let firstCreation = goroutines.first?.creation ?? .none
        creation = goroutines.allSatisfy { $0.creation == firstCreation } ? firstCreation : .none
        (labels, differingLabels) = Self.labels(Set(goroutines.map(\.labels)), in: snapshot)
        waits = Self.waits(goroutines, in: snapshot)
        systemCalls = Self.systemCalls(goroutines, in: snapshot)
        deadline = goroutines.lazy.map(\.deadline).filter { $0 > 0 }.min() ?? 0
        flags = goroutines.dropFirst().reduce(goroutines.first?.flags ?? []) { $0.intersection($1.flags) }
    }

    public var count: Int { members.count }

    private static func states(
        _ goroutines: [Goroutine], in snapshot: GoroutineSnapshot
    ) -> [(text: String, count: Int)] {
        // Neighbours mostly have the same state; its text is made once for each run of them.
        var counts: [String: Int] = [:]
        var start = 0
        while start < goroutines.count {
            let first = goroutines[start]
            var end = start + 1
            while end < goroutines.count, goroutines[end].reason == first.reason, goroutines[end].state == first.state {
                end += 1
            }
            counts[snapshot.stateText(first), default: 0] += end - start
            start = end
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    private static func ages(_ goroutines: [Goroutine]) -> AgeSummary? {
        var ages: [Int64] = []
        var oldest: Goroutine?
        for goroutine in goroutines where goroutine.waitingNanoseconds >= 0 && goroutine.ageSource != .unknown {
            ages.append(goroutine.waitingNanoseconds)
            if goroutine.waitingNanoseconds >= oldest?.waitingNanoseconds ?? 0 { oldest = goroutine }
        }
        guard let oldest else { return nil }
        ages.sort()
        return AgeSummary(
            known: ages.count, median: ages[(ages.count - 1) / 2], oldest: oldest.waitingNanoseconds,
            source: oldest.ageSource)
    }

    private static func labels(
        _ sets: Set<LabelSetID>, in snapshot: GoroutineSnapshot
    ) -> (shared: [Label], differing: [String]) {
        let sets = sets.sorted().map { Int($0) < snapshot.labelSets.count ? snapshot.labelSets[Int($0)] : [] }
        guard var shared = sets.first else { return ([], []) }
        for set in sets.dropFirst() where !shared.isEmpty { shared.removeAll { !set.contains($0) } }
        let sharedKeys = Set(shared.map(\.key))
        var differing: Set<String> = []
        for set in sets { for label in set where !sharedKeys.contains(label.key) { differing.insert(label.key) } }
        return (shared, differing.sorted())
    }

    private static func waits(_ goroutines: [Goroutine], in snapshot: GoroutineSnapshot) -> [Waiting] {
        var found: [Waiting] = []
        var positions: [Waiting: Int] = [:]
        for goroutine in goroutines {
            for wait in snapshot.checkedWaits(of: goroutine) {
                let key = Waiting(
                    object: wait.object, operation: wait.operation, isSelectCase: wait.isSelectCase, count: 0)
                // Most groups wait for few objects: comparing is faster than hashing.
                let near = found.prefix(8).firstIndex { $0.isSameWait(as: key) }
                if let position = near ?? positions[key] {
                    found[position].count += 1
                } else {
                    positions[key] = found.count
                    found.append(
                        Waiting(
                            object: wait.object, operation: wait.operation, isSelectCase: wait.isSelectCase, count: 1))
                }
            }
        }
        return found.sorted {
            ($1.count, $0.object, $0.operation.rawValue) < ($0.count, $1.object, $1.operation.rawValue)
        }
    }

    private static func systemCalls(_ goroutines: [Goroutine], in snapshot: GoroutineSnapshot) -> [Calling] {
        var counts: [Calling: Int] = [:]
        for goroutine in goroutines {
            guard let call = snapshot.systemCall(of: goroutine) else { continue }
            let key = Calling(
                name: call.name, descriptor: call.descriptor, target: PeerText.target(of: call), count: 0)
            counts[key, default: 0] += 1
        }
        return counts.map { key, count in
            var calling = key
            calling.count = count
            return calling
        }.sorted { ($1.count, $0.name, $0.target, $0.descriptor) < ($0.count, $1.name, $1.target, $1.descriptor) }
    }
}

extension GoroutineSnapshot {
    /// The waits of a goroutine whose numbers are right; a damaged snapshot file must not trap.
    public func checkedWaits(of goroutine: Goroutine) -> ArraySlice<Wait> {
        let first = Int(goroutine.firstWait)
        let end = first + Int(goroutine.waitCount)
        return first <= waits.count && end <= waits.count ? waits[first..<end] : []
    }

    /// The system call that a goroutine is in; nil when it is in none, or it is not known.
    public func systemCall(of goroutine: Goroutine) -> SystemCall? {
        let position = Int(goroutine.systemCall)
        return systemCalls.indices.contains(position) ? systemCalls[position] : nil
    }
}
