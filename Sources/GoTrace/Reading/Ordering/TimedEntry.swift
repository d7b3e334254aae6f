/// Something with a time, in the frontier of an ordering or in a list of samples.
struct TimedEntry {
    /// Nanoseconds of the trace's clock.
    var time: Int64
    var index: Int32
}

/// Sorts by time in exactly the order in which Go's `slices.SortFunc` leaves entries of equal time.
///
/// That sort is not stable, but deterministic, and the order of simultaneous events depends on it. It is a
/// pattern-defeating quicksort (Orson Peters, arXiv:2106.05123) with insertion sort up to 12 elements; source of the
/// details: `slices/zsortanyfunc.go` of Go 1.27.3.
struct PatternDefeatingSort {
    private var entries: [TimedEntry]

    static func sort(_ entries: inout [TimedEntry]) {
        var sorter = PatternDefeatingSort(entries: entries)
        entries = []
        sorter.sort(0, sorter.entries.count, limit: Int.bitWidth - sorter.entries.count.leadingZeroBitCount)
        entries = sorter.entries
    }

    private enum Hint { case unknown, increasing, decreasing }

    private func isLess(_ a: Int, _ b: Int) -> Bool { entries[a].time < entries[b].time }

    private mutating func sort(_ first: Int, _ last: Int, limit: Int) {
        var (start, end, limit) = (first, last, limit)
        var wasBalanced = true
        var wasPartitioned = true
        while true {
            let length = end - start
            if length <= 12 { return insertionSort(start, end) }
            if limit == 0 { return heapSort(start, end) }
            if !wasBalanced {
                breakPatterns(start, end)
                limit -= 1
            }
            var (pivot, hint) = choosePivot(start, end)
            if hint == .decreasing {
                entries[start..<end].reverse()
                pivot = end - 1 - (pivot - start)
                hint = .increasing
            }
            if wasBalanced, wasPartitioned, hint == .increasing, partialInsertionSort(start, end) { return }
            if start > 0, !isLess(start - 1, pivot) {
                start = partitionEqual(start, end, pivot)
                continue
            }
            let (middle, isPartitioned) = partition(start, end, pivot)
            wasPartitioned = isPartitioned
            let (left, right) = (middle - start, end - middle)
            wasBalanced = min(left, right) >= length / 8
            if left < right {
                sort(start, middle, limit: limit)
                start = middle + 1
            } else {
                sort(middle + 1, end, limit: limit)
                end = middle
            }
        }
    }

    private mutating func insertionSort(_ start: Int, _ end: Int) {
        guard start + 1 < end else { return }
        for index in start + 1..<end {
            var at = index
            while at > start, isLess(at, at - 1) {
                entries.swapAt(at, at - 1)
                at -= 1
            }
        }
    }

    private mutating func siftDown(_ root: Int, _ count: Int, from start: Int) {
        var root = root
        while true {
            var child = 2 * root + 1
            if child >= count { return }
            if child + 1 < count, isLess(start + child, start + child + 1) { child += 1 }
            if !isLess(start + root, start + child) { return }
            entries.swapAt(start + root, start + child)
            root = child
        }
    }

    private mutating func heapSort(_ start: Int, _ end: Int) {
        let count = end - start
        for root in stride(from: (count - 1) / 2, through: 0, by: -1) { siftDown(root, count, from: start) }
        for last in stride(from: count - 1, through: 0, by: -1) {
            entries.swapAt(start, start + last)
            siftDown(0, last, from: start)
        }
    }

    private mutating func breakPatterns(_ start: Int, _ end: Int) {
        let length = end - start
        guard length >= 8 else { return }
        var random = UInt64(length)
        let mask = (1 as UInt64) << UInt64(Int.bitWidth - length.leadingZeroBitCount) - 1
        let middle = start + length / 4 * 2
        for index in middle - 1...middle + 1 {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            var other = Int(random & mask)
            if other >= length { other -= length }
            entries.swapAt(index, start + other)
        }
    }

    private func choosePivot(_ start: Int, _ end: Int) -> (Int, Hint) {
        let length = end - start
        var swaps = 0
        var (i, j, k) = (start + length / 4, start + length / 4 * 2, start + length / 4 * 3)
        if length >= 8 {
            if length >= 50 {
                i = median(i - 1, i, i + 1, &swaps)
                j = median(j - 1, j, j + 1, &swaps)
                k = median(k - 1, k, k + 1, &swaps)
            }
            j = median(i, j, k, &swaps)
        }
        return (j, swaps == 0 ? .increasing : swaps == 12 ? .decreasing : .unknown)
    }

    private func median(_ a: Int, _ b: Int, _ c: Int, _ swaps: inout Int) -> Int {
        var (a, b, c) = (a, b, c)
        if isLess(b, a) {
            swaps += 1
            swap(&a, &b)
        }
        if isLess(c, b) {
            swaps += 1
            swap(&b, &c)
        }
        if isLess(b, a) {
            swaps += 1
            swap(&a, &b)
        }
        return b
    }

    private mutating func partition(_ start: Int, _ end: Int, _ pivot: Int) -> (Int, Bool) {
        entries.swapAt(start, pivot)
        var (i, j) = (start + 1, end - 1)
        var isPartitioned = true
        while true {
            while i <= j, isLess(i, start) { i += 1 }
            while i <= j, !isLess(j, start) { j -= 1 }
            if i > j { break }
            isPartitioned = false
            entries.swapAt(i, j)
            i += 1
            j -= 1
        }
        entries.swapAt(j, start)
        return (j, isPartitioned)
    }

    private mutating func partitionEqual(_ start: Int, _ end: Int, _ pivot: Int) -> Int {
        entries.swapAt(start, pivot)
        var (i, j) = (start + 1, end - 1)
        while true {
            while i <= j, !isLess(start, i) { i += 1 }
            while i <= j, isLess(start, j) { j -= 1 }
            if i > j { return i }
            entries.swapAt(i, j)
            i += 1
            j -= 1
        }
    }

    private mutating func partialInsertionSort(_ start: Int, _ end: Int) -> Bool {
        var index = start + 1
        for _ in 0..<5 {
            while index < end, !isLess(index, index - 1) { index += 1 }
            if index == end { return true }
            if end - start < 50 { return false }
            entries.swapAt(index, index - 1)
            if index - start >= 2 {
                var at = index - 1
                while at >= 1, isLess(at, at - 1) {
                    entries.swapAt(at, at - 1)
                    at -= 1
                }
            }
            if end - index >= 2 {
                var at = index + 1
                while at < end, isLess(at, at - 1) {
                    entries.swapAt(at, at - 1)
                    at += 1
                }
            }
        }
        return false
    }
}
