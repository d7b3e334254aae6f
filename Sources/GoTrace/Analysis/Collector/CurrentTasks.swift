/// The task that each goroutine works on: the innermost region's, or else the one that it began itself.
struct CurrentTasks {
    /// Tasks of each goroutine, innermost last, by its slot.
    private var stacks: [[Int64]] = []

    /// The task of a goroutine; 0 for none.
    func task(slot: Int32) -> Int64 {
        guard stacks.indices.contains(Int(slot)) else { return 0 }
        return stacks[Int(slot)].last ?? 0
    }

    mutating func event(_ event: TraceEvent) {
        let slot = Int(event.goroutineSlot)
        guard slot >= 0 else { return }
        switch event.kind {
        case .taskBegin: push(event.subject, slot)
        case .regionBegin: push(event.subject, slot)
        case .taskEnd, .regionEnd:
            guard slot < stacks.count, let index = stacks[slot].lastIndex(of: event.subject) else { return }
            stacks[slot].remove(at: index)
        default: break
        }
    }

    /// A goroutine ends: its slot goes to another.
    mutating func forget(slot: Int) {
        if slot < stacks.count, !stacks[slot].isEmpty { stacks[slot] = [] }
    }

    private mutating func push(_ task: Int64, _ slot: Int) {
        if stacks.count <= slot { stacks.append(contentsOf: repeatElement([], count: slot + 1 - stacks.count)) }
        // A trace without ends must not fill the memory.
        if stacks[slot].count < 256 { stacks[slot].append(task) }
    }
}
