import GoTrace
import Wire

/// The nodes of critical paths put together by what people see of them: what was done, and at which place. Whoever did
/// it, and from where the place was called, makes no difference.
struct PathPlaces {
    struct Place {
        /// The wait around it; -1 for none. Comes before it.
        var parent: Int
        var what: String
        /// Without the place: `scheduling delay after wake-up`.
        var clause: String
        var activity: PathActivity
        /// Root function of those who did it; nil when they differ.
        var root: String?
        /// Whether others ended this wait, so that time lies beneath it.
        var isWait: Bool
        /// Nanoseconds of it alone, by set of instances.
        var own: [Int64]
        var count: [Int]
    }

    private struct Key: Hashable {
        var parent: Int
        var what: String
        var isWait: Bool
    }

    private(set) var all: [Place] = []

    init(_ report: PathReport) {
        var numbers: [Key: Int] = [:]
        var places: [Int] = []
        for node in report.paths.nodes.all {
            var activity = node.activity
            activity.lostProcessor = false
            let what = report.describe(activity, node.stack)
            let root = report.names.group(node.group)
            var key = Key(parent: node.parent < 0 ? -1 : places[Int(node.parent)], what: what, isWait: node.isWait)
            var number = node.isWait ? around(key) : nil
            if number == nil { number = numbers[key] }
            if let number {
                if all[number].root != root { all[number].root = nil }
                for set in node.sums.indices {
                    all[number].own[set] += node.sums[set].nanoseconds
                    all[number].count[set] += node.sums[set].count
                }
                places.append(number)
            } else {
                key.isWait = node.isWait
                numbers[key] = all.count
                places.append(all.count)
                all.append(
                    Place(
                        parent: key.parent, what: what, clause: report.clause(activity, node.stack), activity: activity,
                        root: root, isWait: node.isWait, own: node.sums.map(\.nanoseconds),
                        count: node.sums.map(\.count)))
            }
        }
    }

    /// A wait of the same kind at the same place around one: a queue, which counts as one wait.
    private func around(_ key: Key) -> Int? {
        var at = key.parent
        while at >= 0 {
            if all[at].what == key.what, all[at].isWait { return at }
            at = all[at].parent
        }
        return nil
    }

    /// Of each place its own value and those of all beneath it.
    func totals(_ own: [Int64]) -> [Int64] {
        var totals = own
        for index in all.indices.reversed() where all[index].parent >= 0 {
            totals[all[index].parent] += totals[index]
        }
        return totals
    }

    /// What a place is called where its goroutines are not clear from it.
    func title(_ number: Int, isNested: Bool) -> String {
        let place = all[number]
        guard isNested, let root = place.root, !place.what.contains(root) else { return place.what }
        return "\(place.what) (goroutines of \(root))"
    }

    /// What takes the most.
    struct Heaviest {
        /// An own activity of the instance, or a wait that others ended.
        var top: Int
        var topValue: Int64
        /// What takes the most beneath `top`; nil when nothing is beneath it.
        var leaf: Int?
        var leafValue: Int64
    }

    func heaviest(_ own: [Int64]) -> Heaviest? {
        let totals = totals(own)
        let tops = all.indices.filter { all[$0].parent < 0 }
        guard let top = tops.max(by: { (totals[$0], $1) < (totals[$1], $0) }), totals[top] > 0 else { return nil }
        var roots = Array(all.indices)
        for index in all.indices where all[index].parent >= 0 { roots[index] = roots[all[index].parent] }
        let leaf = all.indices.filter { roots[$0] == top && !all[$0].isWait && $0 != top && own[$0] > 0 }
            .max { (own[$0], $1) < (own[$1], $0) }
        return Heaviest(top: top, topValue: totals[top], leaf: leaf, leafValue: leaf.map { own[$0] } ?? 0)
    }

    /// `, whose holder was in system call fsync in …`: what was done during the heaviest wait.
    func cause(_ heaviest: Heaviest) -> String {
        guard let number = heaviest.leaf else { return "" }
        let leaf = all[number]
        let amount =
            heaviest.leafValue >= heaviest.topValue / 10 * 9 ? "" : " for \(DurationText.format(heaviest.leafValue))"
        guard leaf.parent == heaviest.top else {
            let who = leaf.root.map { "a goroutine of \($0)" } ?? "another goroutine"
            return ", while \(who) was\(amount) \(leaf.clause)"
        }
        let who: String
        switch all[heaviest.top].activity.wait {
        case .mutex, .readWriteMutex, .semaphore: who = "whose holder"
        case .waitGroup: who = "and the last one it was for"
        case .channelReceive, .select: who = "and the sender"
        case .channelSend: who = "and the receiver"
        default: who = "and the one that ended it"
        }
        return ", \(who) was\(amount) \(leaf.clause)"
    }
}
