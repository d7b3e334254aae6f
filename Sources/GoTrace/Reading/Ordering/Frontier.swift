/// The next event of each thread, the earliest first: a binary heap.
///
/// Which of several simultaneous events comes first follows from the moves below, so they are those of the reference
/// (`internal/trace/batchcursor.go` of Go 1.27.3).
struct Frontier {
    private(set) var entries: [TimedEntry] = []

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }

    subscript(_ position: Int) -> TimedEntry { entries[position] }

    mutating func insert(_ entry: TimedEntry) {
        entries.append(entry)
        _ = siftUp(entries.count - 1)
    }

    /// Gives the entry at a position another time.
    mutating func update(_ position: Int, time: Int64) {
        entries[position].time = time
        if siftUp(position) == position { siftDown(position) }
    }

    mutating func remove(_ position: Int) {
        var at = position
        while at > 0 {
            entries.swapAt((at - 1) / 2, at)
            at = (at - 1) / 2
        }
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        siftDown(0)
    }

    /// Orders all entries by time; they are a heap still.
    mutating func sort() { PatternDefeatingSort.sort(&entries) }

    private mutating func siftUp(_ position: Int) -> Int {
        var at = position
        while at > 0, entries[(at - 1) / 2].time > entries[at].time {
            entries.swapAt((at - 1) / 2, at)
            at = (at - 1) / 2
        }
        return at
    }

    private mutating func siftDown(_ position: Int) {
        let count = entries.count
        var at = position
        while true {
            var least = at
            var time = at < count ? entries[at].time : .max
            let left = 2 * at + 1
            if left < count, entries[left].time < time {
                time = entries[left].time
                least = left
            }
            if left + 1 < count, entries[left + 1].time < time { least = left + 1 }
            if least == at { return }
            entries.swapAt(at, least)
            at = least
        }
    }
}
