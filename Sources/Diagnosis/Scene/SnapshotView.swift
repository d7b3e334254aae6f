import Evidence
import GoProcess

/// One snapshot with what its stacks and objects tell.
struct SnapshotView: Sendable {
    let snapshot: GoroutineSnapshot
    let profiles: StackProfiles
    /// By goroutine.
    let roles: [GoroutineRole]
    /// The kind of each goroutine's wait, inferred from its frames where the reader had only those.
    let kinds: [WaitKind]
    /// Goroutines that wait for an object, select cases included, by object.
    let waiterCounts: [UInt32]

    init(_ snapshot: GoroutineSnapshot) {
        self.snapshot = snapshot
        let profiles = StackProfiles(snapshot)
        self.profiles = profiles
        var roles: [GoroutineRole] = []
        var kinds: [WaitKind] = []
        roles.reserveCapacity(snapshot.goroutines.count)
        kinds.reserveCapacity(snapshot.goroutines.count)
        for goroutine in snapshot.goroutines {
            let traits = profiles.traits[Int(goroutine.stack.rawValue)]
            roles.append(GoroutineRole(goroutine, traits: traits))
            kinds.append(SnapshotView.kind(goroutine, traits))
        }
        self.roles = roles
        self.kinds = kinds
        var counts = [UInt32](repeating: 0, count: snapshot.objects.count)
        for wait in snapshot.waits where Int(wait.object) < counts.count { counts[Int(wait.object)] += 1 }
        waiterCounts = counts
    }

    /// Waits that the runtime names alike are told apart by the frames: before Go 1.24 a WaitGroup shows as a
    /// semaphore, in all versions a writer behind another writer shows as a Mutex, and a grouped dump has no states.
    private static func kind(_ goroutine: Goroutine, _ traits: FunctionTraits) -> WaitKind {
        switch goroutine.kind {
        case .semaphore where traits.contains(.waitGroup): return .waitGroup
        case .semaphore where traits.contains(.readLock): return .readLock
        case .semaphore where traits.contains(.writeLock): return .writeLock
        case .semaphore where traits.contains(.mutexLock): return .mutex
        case .mutex where traits.contains(.writeLock): return .writeLock
        case .none where goroutine.state == .unknown: return inferred(traits)
        default: return goroutine.kind
        }
    }

    private static func inferred(_ traits: FunctionTraits) -> WaitKind {
        let table: [(FunctionTraits, WaitKind)] = [
            (.waitGroup, .waitGroup), (.cond, .cond), (.readLock, .readLock), (.writeLock, .writeLock),
            (.mutexLock, .mutex), (.sleep, .sleep), (.channelReceive, .channelReceive),
            (.channelSend, .channelSend), (.select, .select), (.roundTrip, .select), (.connectionRequest, .select),
            (.databaseConnection, .select), (.accept, .network), (.pollRead, .network), (.pollWrite, .network),
        ]
        return table.first { traits.contains($0.0) }?.1 ?? .none
    }

    func goroutine(_ index: UInt32) -> Goroutine { snapshot.goroutines[Int(index)] }

    func traits(_ index: UInt32) -> FunctionTraits { profiles.traits[Int(goroutine(index).stack.rawValue)] }

    /// The stack from the frame on that an engineer would look at first; the whole stack when all is library code.
    func application(_ index: UInt32) -> StackID {
        let stack = Int(goroutine(index).stack.rawValue)
        if profiles.own[stack] != .empty { return profiles.own[stack] }
        if profiles.application[stack] != .empty { return profiles.application[stack] }
        return goroutine(index).stack
    }

    /// Full name of the function that an engineer would look at first.
    func function(_ index: UInt32) -> String {
        snapshot.stacks.functionName(snapshot.stacks.top(application(index)))
    }

    func shortFunction(_ index: UInt32) -> String { FunctionName.short(function(index)) }

    /// The frames for a report: without the runtime's innermost ones, and at most `limit`.
    func frames(_ stack: StackID, limit: Int = 32) -> [ResolvedFrame] {
        let all = snapshot.stacks.resolvedFrames(stack)
        let start = all.firstIndex { !FunctionName.isParking($0.function) } ?? 0
        return Array(all[start...].prefix(limit))
    }

    func frames(of index: UInt32) -> [ResolvedFrame] { frames(goroutine(index).stack) }

    /// Function, base name of the file and line: `store.(*Cache).Get (cache.go:31)`.
    func place(_ frame: FrameID) -> String {
        guard frame != .none else { return "an unknown place" }
        let name = FunctionName.short(snapshot.stacks.functionName(frame))
        let file = snapshot.stacks.fileName(frame)
        let base = file.utf8.lastIndex(of: UInt8(ascii: "/")).map { file[file.utf8.index(after: $0)...] } ?? file[...]
        let line = snapshot.stacks[frame].line
        return base.isEmpty || line <= 0 ? name : "\(name) (\(base):\(line))"
    }

    /// Where in the program a goroutine is.
    func place(of index: UInt32) -> String { place(snapshot.stacks.top(application(index))) }

    /// The `go` statement that created a goroutine; its start function where that is unknown.
    func creationPlace(_ index: UInt32) -> String {
        let goroutine = goroutine(index)
        if goroutine.creation != .none { return place(goroutine.creation) }
        if goroutine.start != .empty { return FunctionName.short(snapshot.text(goroutine.start)) }
        return place(profiles.outermost[Int(goroutine.stack.rawValue)])
    }

    /// True when the snapshot comes from a text dump: no addresses, objects or holders.
    var isText: Bool { snapshot.source.kind == .text || snapshot.source.kind == .groupedText }

    /// The waits of a goroutine whose object exists; a damaged snapshot must not trap.
    func waits(_ index: UInt32) -> ArraySlice<Wait> {
        let goroutine = goroutine(index)
        let first = Int(goroutine.firstWait)
        guard first <= snapshot.waits.count, Int(goroutine.waitCount) <= snapshot.waits.count - first else { return [] }
        return snapshot.waits[first..<first + Int(goroutine.waitCount)]
    }
}

extension FunctionName {
    /// A frame that only says how the runtime parks a goroutine.
    static func isParking(_ name: String) -> Bool {
        name.hasPrefix("runtime.") || name.hasPrefix("runtime/internal") || name.hasPrefix("internal/runtime")
            || name.hasPrefix("internal/poll.runtime_") || name.hasPrefix("internal/sync.runtime_")
            || name.hasPrefix("sync.runtime_")
    }
}
