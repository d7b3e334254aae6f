/// Small numbers for the goroutines that live; one that ends gives its number back.
struct GoroutineSlots {
    private var slots: [UInt64: Int32] = [:]
    private var free: [Int32] = []

    /// The goroutine's number, a new one if it has none; -1 for goroutine 0, which is none.
    mutating func slot(_ goroutine: UInt64) -> Int32 {
        if goroutine == 0 { return -1 }
        if let known = slots[goroutine] { return known }
        // All numbers up to the count of those in use and the free ones were given out.
        let slot = free.popLast() ?? Int32(clamping: slots.count)
        slots[goroutine] = slot
        return slot
    }

    /// The goroutine's number if it has one, otherwise -1.
    func find(_ goroutine: UInt64) -> Int32 { slots[goroutine] ?? -1 }

    mutating func release(_ goroutine: UInt64) {
        if let slot = slots.removeValue(forKey: goroutine) { free.append(slot) }
    }
}
