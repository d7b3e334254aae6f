/// Tells the processes apart that wrote to one log, at the same time or one after another: a program that was started
/// anew, or one that runs others, which inherit GODEBUG. No line says whose it is.
struct RuntimeLogRuns {
    private let limit: Int
    private var runs: [Run] = []
    /// The largest of those that were given up.
    private var best = Run()
    private var lastLooked: Int?
    /// Lines of all runs, and the same for who was heard of last.
    private var total = 0

    /// Processes that are told apart at a time; who has been silent for longest is given up for a new one.
    private static let most = 16

    private struct Run {
        var entries: [RuntimeLog.Entry] = []
        /// With those that were not kept.
        var count = 0
        var lastCollection: RuntimeLog.Collection?
        var lastLook: RuntimeLog.Look?
        /// The line of the log's that it was heard of last.
        var heard = 0
    }

    init(limit: Int) { self.limit = limit }

    mutating func add(_ entry: RuntimeLog.Entry) {
        total += 1
        switch entry {
        case .collection(let collection):
            let index = run(of: collection)
            runs[index].lastCollection = collection
            append(entry, to: index)
        case .look(let look):
            let index = run(of: look)
            runs[index].lastLook = look
            append(entry, to: index)
            lastLooked = index
        }
    }

    private mutating func append(_ entry: RuntimeLog.Entry, to index: Int) {
        runs[index].entries.append(entry)
        runs[index].count += 1
        runs[index].heard = total
        if runs[index].entries.count > limit { runs[index].entries.removeFirst(limit / 2) }
    }

    /// Numbers of collections follow upon each other, unless a line was torn.
    private mutating func run(of collection: RuntimeLog.Collection) -> Int {
        let following = runs.indices.filter { index in
            guard let last = runs[index].lastCollection else { return false }
            return collection.number > last.number && collection.time >= last.time
        }
        let next = following.min {
            (runs[$0].lastCollection?.number ?? 0, runs[$0].heard) > (
                runs[$1].lastCollection?.number ?? 0, runs[$1].heard
            )
        }
        // Of a process whose looks alone were seen so far.
        let silent = runs.indices.last { runs[$0].lastCollection == nil }
        if let next, silent == nil || runs[next].lastCollection?.number == collection.number - 1 { return next }
        return silent ?? next ?? begin()
    }

    /// Each process begins with a look at no milliseconds.
    private mutating func run(of look: RuntimeLog.Look) -> Int {
        let silent = runs.indices.last { runs[$0].lastLook == nil }
        if look.time == 0 { return silent ?? begin() }
        let following = runs.indices.filter { runs[$0].lastLook.map { $0.time < look.time } ?? false }
        let next = following.min {
            (difference(runs[$0], look), runs[$0].heard) < (difference(runs[$1], look), runs[$1].heard)
        }
        return next ?? silent ?? begin()
    }

    /// How little a look is like the one before.
    private func difference(_ run: Run, _ look: RuntimeLog.Look) -> Int {
        guard let last = run.lastLook else { return .max }
        return abs(last.threads - look.threads) + (last.goMaxProcs == look.goMaxProcs ? 0 : 1 << 20)
    }

    private mutating func begin() -> Int {
        if runs.count == Self.most, let oldest = runs.indices.min(by: { runs[$0].heard < runs[$1].heard }) {
            if runs[oldest].count >= best.count { best = runs[oldest] }
            runs[oldest] = Run()
            return oldest
        }
        runs.append(Run())
        return runs.count - 1
    }

    /// The queue of one P, which a detailed look tells behind itself.
    mutating func addQueue(_ length: Int, of processor: Int) {
        guard let index = lastLooked, case .look(var look) = runs[index].entries.last,
            look.queueLengths.count == processor, processor < look.goMaxProcs
        else { return }
        look.queueLengths.append(length)
        runs[index].entries[runs[index].entries.count - 1] = .look(look)
    }

    /// Runs of fewer lines tell nothing.
    private static let least = 10

    /// What was read: the run with most lines, of equally long ones the last, and those beside it.
    struct Chosen {
        var entries: [RuntimeLog.Entry] = []
        var others: [[RuntimeLog.Entry]] = []
        /// Lines of runs that are chosen, and were not kept; and of runs that are not.
        var leftOut = 0
        var ofOthers = 0
    }

    var chosen: Chosen {
        let sorted = (runs + [best]).filter { $0.count > 0 }.sorted { ($0.count, $0.heard) > ($1.count, $1.heard) }
        guard let first = sorted.first else { return Chosen() }
        let others = sorted.dropFirst().filter { $0.count >= Self.least }
        var chosen = Chosen(entries: first.entries, others: others.map(\.entries))
        chosen.leftOut = ([first] + others).reduce(0) { $0 + $1.count - $1.entries.count }
        chosen.ofOthers = total - ([first] + others).reduce(0) { $0 + $1.count }
        return chosen
    }
}
