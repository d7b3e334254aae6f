/// The last intervals of all goroutines, as many as a ring holds; those of one goroutine are linked.
struct IntervalHistory {
    /// An interval, in short.
    struct Entry {
        var start: Int64
        var end: Int64
        var goroutine: Int64
        var waker: Int64
        /// Number in the ring's count of the interval before of the same slot; -1 for none.
        var previous: Int
        var stack: UInt32
        var wakerStack: UInt32
        var wakerSlot: Int32
        /// Of a wait, in the table of sites.
        var site: Int32
        var state: GoroutineState
        var begin: GoroutineInterval.Begin
    }

    /// 64 MiB when it is full: one to two seconds of a busy program.
    static let capacity = 1 << 20
    private var ring: [Entry] = []
    /// Number of intervals seen so far; the one with number n stands at n modulo the capacity.
    private var count = 0
    /// Number of the newest interval of each slot; -1 for none.
    private var newest: [Int] = []

    init() {
        // Memory that was never written to costs nothing, whereas growing copies all of it again and again.
        ring.reserveCapacity(Self.capacity)
    }

    mutating func append(_ interval: GoroutineInterval, site: Int) {
        let slot = Int(interval.slot)
        newest.reach(slot, with: -1)
        let entry = Entry(
            start: interval.start, end: interval.end, goroutine: interval.goroutine, waker: interval.waker,
            previous: newest[slot], stack: interval.stack, wakerStack: interval.wakerStack,
            wakerSlot: interval.wakerSlot, site: Int32(truncatingIfNeeded: site), state: interval.state,
            begin: interval.begin)
        if ring.count < Self.capacity { ring.append(entry) } else { ring[count & (Self.capacity - 1)] = entry }
        newest[slot] = count
        count += 1
    }

    /// The number of the newest interval of a slot; nil when none is known any more.
    func newest(slot: Int32) -> Int? {
        guard slot >= 0, Int(slot) < newest.count else { return nil }
        return known(newest[Int(slot)])
    }

    /// The number of the interval before one, of the same slot; nil when it is not known any more.
    func previous(_ number: Int) -> Int? { known(self[number].previous) }

    private func known(_ number: Int) -> Int? { number >= 0 && count - number <= ring.count ? number : nil }

    subscript(_ number: Int) -> Entry { ring[number & (Self.capacity - 1)] }
}
