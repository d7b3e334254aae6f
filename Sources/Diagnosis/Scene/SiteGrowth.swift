import Evidence
import GoProcess

/// Goroutines of one creation site that wait at one place, over all looks.
struct CreationSite: Sendable {
    /// Members in the last look, ascending.
    var members: [UInt32]
    var kinds: Set<WaitKind>
    /// Their number in each look, oldest first.
    var counts: [Int]
    /// How many of the first look's members are gone or moved.
    var departures: Int

    /// Growth from the first look to the last.
    var growth: Int { (counts.last ?? 0) - (counts.first ?? 0) }

    /// It grew from each look to the next, over at least three of them.
    var growsSteadily: Bool {
        counts.count >= 3 && zip(counts, counts.dropFirst()).allSatisfy { $0 < $1 }
    }

    private struct Key: Hashable {
        var creation: String
        var place: String
        var kind: WaitKind
    }

    /// The sites of the program's own goroutines that wait for channels and the like: largest first.
    static func all(_ scene: Scene) -> [CreationSite] {
        var sites: [Key: CreationSite] = [:]
        for group in scene.groups where isEligible(group) {
            let key = key(scene.last, group)
            sites[
                key,
                default: CreationSite(
                    members: [], kinds: [], counts: Array(repeating: 0, count: scene.views.count), departures: 0)
            ].members += group.members
            sites[key]?.kinds.insert(group.kind)
        }
        for (place, view) in scene.views.enumerated() where place < scene.views.count - 1 {
            for group in GoroutineGroup.all(view) where isEligible(group) {
                sites[key(view, group)]?.counts[place] += group.members.count
            }
        }
        return sites.values.map { site in
            var result = site
            result.members.sort()
            result.counts[scene.views.count - 1] = result.members.count
            let stayed = result.members.count { scene.ages.isSteady[Int($0)] }
            result.departures = max(0, (result.counts.first ?? 0) - stayed)
            return result
        }.sorted {
            $0.members.count != $1.members.count
                ? $0.members.count > $1.members.count : $0.members[0] < $1.members[0]
        }
    }

    private static func isEligible(_ group: GoroutineGroup) -> Bool {
        guard group.role == .application else { return false }
        switch group.kind {
        case .channelReceive, .channelSend, .select, .cond, .waitGroup, .coroutine, .semaphore: return true
        default: return false
        }
    }

    /// Tables of strings and frames differ between looks, the texts do not.
    private static func key(_ view: SnapshotView, _ group: GoroutineGroup) -> Key {
        let first = group.members[0]
        return Key(creation: view.creationPlace(first), place: view.place(of: first), kind: group.kind)
    }
}
