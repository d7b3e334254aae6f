import GoProcess

/// The way from a goroutine to what it ultimately waits for.
public struct BlockingPath: Sendable, Hashable {
    /// One step: a goroutine waits for an object, which `blocker` holds up.
    public struct Step: Sendable, Hashable {
        public var goroutine: UInt32
        public var object: WaitObjectID
        public var blocker: Blocker

        public init(goroutine: UInt32, object: WaitObjectID, blocker: Blocker) {
            self.goroutine = goroutine
            self.object = object
            self.blocker = blocker
        }
    }

    public var steps: [Step]
    /// The goroutine that the path ends at; one that occurred before when the path runs into a cycle.
    public var end: UInt32
    public var isCycle: Bool

    public init(steps: [Step], end: UInt32, isCycle: Bool) {
        self.steps = steps
        self.end = end
        self.isCycle = isCycle
    }
}

extension WaitForGraph {
    /// The path from a goroutine along the surest blockers; at most `limit` steps.
    public func path(from goroutine: UInt32, limit: Int = 64) -> BlockingPath {
        var steps: [BlockingPath.Step] = []
        var seen: Set<UInt32> = [goroutine]
        var at = goroutine
        while steps.count < limit, isBlocked[Int(at)], let object = objects(of: at).first,
            let blocker = surest(blockers(of: object))
        {
            steps.append(BlockingPath.Step(goroutine: at, object: object, blocker: blocker))
            at = blocker.goroutine
            if !seen.insert(at).inserted { return BlockingPath(steps: steps, end: at, isCycle: true) }
        }
        return BlockingPath(steps: steps, end: at, isCycle: false)
    }

    private func surest(_ blockers: ArraySlice<Blocker>) -> Blocker? {
        var best: Blocker?
        for blocker in blockers where blocker.confidence > (best?.confidence ?? -1) { best = blocker }
        return best
    }

    /// Objects on all the ways from an object's blockers on, the object itself left out; at most `limit`.
    func objectsAhead(of object: WaitObjectID, limit: Int = 256) -> [WaitObjectID] {
        var seen: Set<WaitObjectID> = [object]
        var work = [object]
        var found: [WaitObjectID] = []
        var steps = 0
        while let at = work.popLast(), found.count < limit {
            for blocker in blockers(of: at) where isBlocked[Int(blocker.goroutine)] {
                steps += 1
                guard steps < 100_000 else { return found }
                for next in objects(of: blocker.goroutine) where seen.insert(next).inserted {
                    found.append(next)
                    work.append(next)
                }
            }
        }
        return found
    }
}
