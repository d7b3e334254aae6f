/// The task that each goroutine works on: the innermost region's, or else the one that it began itself.
struct CurrentTasks {
    /// Tasks of each goroutine, innermost last, by its slot.
    private var stacks: [[Int64]] = []
    /// Slots of the goroutines that began the tasks that are open: any goroutine may end a task.
    private var beginners: [Int64: Int] = [:]

    /// The task of a goroutine; 0 for none.
    func task(slot: Int32) -> Int64 {
        guard stacks.indices.contains(Int(slot)) else { return 0 }
        return stacks[Int(slot)].last ?? 0
    }

    mutating func event(_ event: TraceEvent) {
        let slot = Int(event.goroutineSlot)
        switch event.kind {
        case .taskBegin where slot >= 0:
            push(event.subject, slot)
            beginners[event.subject] = slot
        case .regionBegin where slot >= 0: push(event.subject, slot)
        case .taskEnd: if let beginner = beginners.removeValue(forKey: event.subject) { pop(event.subject, beginner) }
        case .regionEnd: pop(event.subject, slot)
        default: break
        }
    }

    /// A goroutine ends: its slot goes to another.
    mutating func forget(slot: Int) {
        guard slot < stacks.count, !stacks[slot].isEmpty else { return }
        for task in stacks[slot] where beginners[task] == slot { beginners[task] = nil }
        stacks[slot] = []
    }

    private mutating func push(_ task: Int64, _ slot: Int) {
        stacks.reach(slot, with: [])
        // A trace without ends must not fill the memory.
        if stacks[slot].count < 256 { stacks[slot].append(task) }
    }

    private mutating func pop(_ task: Int64, _ slot: Int) {
        guard stacks.indices.contains(slot), let index = stacks[slot].lastIndex(of: task) else { return }
        stacks[slot].remove(at: index)
    }
}
