/// System calls by place, and what it cost when they took so long that their processors were given to others.
public struct SystemCallTimes: Sendable {
    public struct Call: Sendable {
        public var stack: UInt32
        /// Of all calls that ended.
        public var distribution = DurationDistribution()
        /// Of those that lost their processor, or never had one.
        public var lost = DurationDistribution()
        /// Nanoseconds that they went on without a processor.
        public var withoutProcessor: Int64 = 0
        /// How long goroutines then waited for one.
        public var runnableAfter = DurationDistribution()
    }

    private var calls: [Call] = []
    /// Index in `calls` by stack; -1 for none.
    private var byStack: [Int32] = []
    /// Place of the last call of each goroutine, by slot.
    private var last: [Int32] = []

    mutating func call(_ interval: GoroutineInterval, loss: Int64) {
        let index = index(interval.stack)
        let slot = Int(interval.slot)
        while last.count <= slot { last.append(-1) }
        last[slot] = Int32(index)
        guard !interval.isOpen else { return }
        calls[index].distribution.add(interval.duration)
        guard loss < interval.end else { return }
        calls[index].lost.add(interval.duration)
        calls[index].withoutProcessor &+= interval.end &- loss
    }

    /// A goroutine has waited for a processor after its call.
    mutating func returned(_ interval: GoroutineInterval) {
        guard Int(interval.slot) < last.count, last[Int(interval.slot)] >= 0, !interval.isOpen else { return }
        calls[Int(last[Int(interval.slot)])].runnableAfter.add(interval.duration)
    }

    private mutating func index(_ stack: UInt32) -> Int {
        let place = Int(stack)
        if place >= byStack.count { byStack.append(contentsOf: repeatElement(-1, count: place + 1 - byStack.count)) }
        if byStack[place] < 0 {
            byStack[place] = Int32(calls.count)
            calls.append(Call(stack: stack))
        }
        return Int(byStack[place])
    }

    /// Those that lost processors for the longest time first.
    var all: [Call] {
        calls.sorted { a, b in
            let (first, second) = (
                a.withoutProcessor &+ a.runnableAfter.sum, b.withoutProcessor &+ b.runnableAfter.sum
            )
            if first != second { return first > second }
            if a.distribution.sum != b.distribution.sum { return a.distribution.sum > b.distribution.sum }
            return a.stack < b.stack
        }
    }
}
