import Evidence
import GoProcess

/// Pools that are known by the frames of those who wait: database/sql, net/http's transport, x/sync/semaphore.
enum FramePools {
    static func all(_ scene: Scene) -> [PoolEvidence] {
        let database = scene.members { group, traits in
            isQueued(group) && traits.contains(.databaseConnection) && !traits.contains(.pollRead)
        }
        let transport = scene.members { isQueued($0) && $1.contains(.connectionRequest) }
        let weighted = scene.members { isQueued($0) && $1.contains(.weightedSemaphore) }
        return [
            databasePool(database, scene), transportPool(transport, scene), weightedPool(weighted, scene),
        ].compactMap { $0 }
    }

    private static func isQueued(_ group: GoroutineGroup) -> Bool {
        group.kind == .select || group.kind == .channelReceive
    }

    /// database/sql: a transaction or rows with a context have a goroutine that watches them and names its opener.
    private static func databasePool(_ waiters: [UInt32], _ scene: Scene) -> PoolEvidence? {
        guard !waiters.isEmpty else { return nil }
        let watchers = scene.members { group, traits in
            group.role == .databaseHousekeeping && !traits.isDisjoint(with: [.rowsWatcher, .transactionWatcher])
        }
        let openers = Set(
            watchers.compactMap { scene.snapshot.index(ofID: scene.last.goroutine($0).parent).map { UInt32($0) } })
        let isWaiting = Set(waiters)
        let working = scene.members { group, traits in
            group.role == .application && traits.contains(.database) && !traits.contains(.databaseConnection)
        }
        let holders = openers.union(working).subtracting(isWaiting)
        // Connections without a goroutine at work: rows or transactions that were left open.
        let capacity = holders.isEmpty && !watchers.isEmpty ? watchers.count : nil
        return PoolEvidence(
            title: "database/sql connection pool", object: nil, waiters: waiters, holders: holders.sorted(),
            capacity: capacity, nested: openers.intersection(isWaiting).sorted(),
            widening: "raise SetMaxOpenConns within what the database allows", witnesses: watchers)
    }

    /// net/http: nobody dials for those who wait, so the limit of connections to the host is reached.
    private static func transportPool(_ waiters: [UInt32], _ scene: Scene) -> PoolEvidence? {
        guard !waiters.isEmpty else { return nil }
        let dialing = scene.members { $0.role == .application && $1.contains(.dialConnection) }.count
        let holders = scene.members { _, traits in
            traits.contains(.roundTrip) || (traits.contains(.bodyRead) && !traits.contains(.serverConnection))
        }
        guard dialing * 2 < waiters.count else { return nil }
        let unread = HTTPBodyRule.unread(scene)
        let isLost = holders.isEmpty && !unread.isEmpty
        return PoolEvidence(
            title: "connections to one host (http.Transport.MaxConnsPerHost)", object: nil, waiters: waiters,
            holders: holders, capacity: isLost ? unread.count : nil, widening: "raise MaxConnsPerHost",
            witnesses: unread + HTTPBodyRule.partners(of: unread, scene))
    }

    private static func weightedPool(_ waiters: [UInt32], _ scene: Scene) -> PoolEvidence? {
        guard let first = waiters.first else { return nil }
        let functions = scene.last.programFunctions(scene.last.goroutine(first).stack)
            .filter { !scene.snapshot.text($0).hasPrefix("golang.org/x/sync/") }
        guard let taker = functions.first else { return nil }
        return PoolEvidence(
            title: "weighted semaphore", object: nil, waiters: waiters,
            holders: scene.last.goroutines(with: [taker], excluding: waiters), capacity: nil,
            widening: "give the semaphore more weight")
    }
}
