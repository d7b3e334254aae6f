/// Which places of waiting goroutines come back to: there they wait for work, not for the end of some.
struct WaitLoops {
    /// Places at which each goroutine has waited lately, by its slot; -1 for none.
    private var recent: [SIMD4<Int32>] = []
    private var loops: [Bool] = []

    /// Whether any goroutine has been at a place more than once.
    func isLoop(_ site: Int) -> Bool { loops.indices.contains(site) && loops[site] }

    mutating func note(_ interval: GoroutineInterval, site: Int) {
        let slot = Int(interval.slot)
        recent.reach(slot, with: SIMD4(repeating: -1))
        let site32 = Int32(truncatingIfNeeded: site)
        if any(recent[slot] .== site32) {
            loops.reach(site, with: false)
            loops[site] = true
            return
        }
        let old = recent[slot]
        recent[slot] = SIMD4(site32, old.x, old.y, old.z)
    }

    /// Forgets a goroutine that ended: its slot will be another's.
    mutating func end(slot: Int32) {
        if Int(slot) < recent.count { recent[Int(slot)] = SIMD4(repeating: -1) }
    }
}
