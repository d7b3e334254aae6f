import Evidence

/// Tasks whose goroutines are looked at, and no others.
public enum TaskSelection: Sendable, Equatable {
    case id(Int64)
    case type(String)
}

/// Which goroutines work for selected tasks right now.
///
/// The goroutine that began a task works for it until the task ends; any goroutine does while it is in a region of it.
/// Of a task that began before what is read only regions are known, and only when it is selected by its id.
struct TaskMembership {
    private let selection: TaskSelection
    /// Selected tasks that began, with the slot of their goroutine as long as they are open; -1 then.
    private var tasks: [Int64: Int32] = [:]
    /// Open selected tasks of each slot that has some.
    private var owned: [Int32: [Int64]] = [:]
    /// How many selected tasks and regions each goroutine is in, by slot, and since when.
    private var depths: [Int32] = []
    private var since: [Int64] = []

    init(_ selection: TaskSelection) { self.selection = selection }

    /// Since when a goroutine works for a selected task; nil when it does not.
    func since(slot: Int) -> Int64? {
        slot < depths.count && depths[slot] > 0 ? since[slot] : nil
    }

    /// A goroutine appears: it has no part in what the one before with this slot did.
    mutating func appears(slot: Int) {
        if slot >= depths.count {
            let missing = max(slot + 1, depths.count * 2) - depths.count
            depths += Array(repeating: 0, count: missing)
            since += Array(repeating: 0, count: missing)
        }
        guard depths[slot] > 0 else { return }
        depths[slot] = 0
        for id in owned.removeValue(forKey: Int32(slot)) ?? [] { tasks[id] = -1 }
    }

    /// The slot of the goroutine that an event takes out of its last selected task; nil when it takes none out.
    func leaves(_ event: TraceEvent) -> Int? {
        guard let slot = ended(event), slot < depths.count, depths[slot] == 1 else { return nil }
        return slot
    }

    private func ended(_ event: TraceEvent) -> Int? {
        switch event.kind {
        case .taskEnd: tasks[event.subject].flatMap { $0 >= 0 ? Int($0) : nil }
        case .regionEnd: isSelected(event.subject) && event.goroutineSlot >= 0 ? Int(event.goroutineSlot) : nil
        default: nil
        }
    }

    private func isSelected(_ task: Int64) -> Bool {
        if case .id(let id) = selection { return task == id }
        return tasks[task] != nil
    }

    mutating func take(_ event: TraceEvent, _ tables: TraceTables) {
        switch event.kind {
        case .taskBegin:
            let isWanted =
                switch selection {
                case .id(let id): event.subject == id
                case .type(let type): tables.strings.bytes(event.text).elementsEqual(type.utf8)
                }
            guard isWanted else { return }
            tasks[event.subject] = event.goroutineSlot
            owned[event.goroutineSlot, default: []].append(event.subject)
            enter(event)
        case .regionBegin: if isSelected(event.subject) { enter(event) }
        case .taskEnd, .regionEnd:
            if let slot = ended(event), slot < depths.count, depths[slot] > 0 { depths[slot] -= 1 }
            if event.kind == .taskEnd, let owner = tasks[event.subject] {
                tasks[event.subject] = -1
                owned[owner]?.removeAll { $0 == event.subject }
            }
        default: break
        }
    }

    private mutating func enter(_ event: TraceEvent) {
        let slot = Int(event.goroutineSlot)
        guard slot >= 0, slot < depths.count else { return }
        if depths[slot] == 0 { since[slot] = event.time }
        depths[slot] += 1
    }
}
