import Evidence

/// Finds the instances of what is wanted: the first of the two passes that a critical path takes.
///
/// Memory: about 100 bytes for each instance.
public struct PathCatalogue: TraceAnalysis {
    public let target: PathTarget
    /// In the order of their ends; those without a begin in the trace are only counted.
    public private(set) var instances: [PathInstance] = []
    /// Instances that began before the trace.
    public private(set) var begunBefore = 0
    private var requests = RequestFinder()
    private var tasks: [Int64: Task] = [:]
    /// Open regions of the wanted name, innermost last, by slot.
    private var regions: [[Region]] = []
    private var goroutines: [Int64] = []
    /// Whether a name is the wanted one.
    private var isWanted: [StringID: Bool] = [:]
    private var goroutine: Span?

    private struct Task {
        var instance: PathInstance
        var beginner: Int64
        var beginnerSlot: Int32
    }

    private struct Region {
        var task: Int64
        var name: StringID
        var start: Int64
        var isWanted: Bool
    }

    /// What is known of the goroutine that is looked for.
    private struct Span {
        var slot: Int32
        var start: Int64
        var end: Int64
    }

    public init(_ target: PathTarget) { self.target = target }

    public var wants: TraceWants {
        switch target {
        case .task: .annotations
        case .region: [.annotations, .births]
        case .request: [.intervals, .births, .annotations, .samples]
        case .goroutine: .intervals
        case .whatThereIs: [.intervals, .births, .annotations, .samples]
        }
    }

    private var looksForTasks: Bool {
        switch target {
        case .task, .whatThereIs: true
        default: false
        }
    }

    private var looksForRequests: Bool {
        switch target {
        case .request, .whatThereIs: true
        default: false
        }
    }

    // MARK: What the pass says

    public mutating func appears(_ event: TraceEvent, _ scene: TraceScene) {
        if looksForRequests { return requests.appears(event, scene) }
        let slot = Int(event.subjectSlot)
        goroutines.reach(slot, with: -1)
        regions.reach(slot, with: [])
        // The goroutine that had this slot is gone, and with it the regions that it did not end.
        regions[slot].removeAll(keepingCapacity: true)
        goroutines[slot] = event.subject
    }

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        if looksForRequests { return requests.interval(interval, scene) }
        guard case .goroutine(let id, _, let limit) = target, interval.goroutine == id else { return }
        let to = limit.map { scene.start &+ $0 } ?? .max
        var span = goroutine ?? Span(slot: interval.slot, start: interval.start, end: interval.end)
        guard interval.start < to || goroutine == nil else { return }
        span.slot = interval.slot
        span.end = interval.end
        goroutine = span
    }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        if looksForRequests { requests.learn(event.goroutineSlot, event.stack, scene) }
        switch event.kind {
        case .taskBegin, .taskEnd, .log: if looksForTasks { task(event, scene) }
        case .regionBegin, .regionEnd:
            if looksForTasks { mention(event) }
            if case .region(let name) = target { region(event, name, scene) }
        default: break
        }
    }

    // MARK: Tasks

    private mutating func task(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.kind {
        case .taskBegin:
            guard wants(task: event, scene) else { return }
            let instance = PathInstance(
                .task, id: event.subject, name: event.text, task: event.subject, goroutine: event.goroutine,
                slot: event.goroutineSlot, start: event.time, end: event.time, endStack: event.stack, isComplete: false)
            tasks[event.subject] = Task(
                instance: instance, beginner: event.goroutine, beginnerSlot: event.goroutineSlot)
        case .taskEnd:
            guard var task = tasks.removeValue(forKey: event.subject) else {
                if wants(task: event, scene) { begunBefore += 1 }
                return
            }
            touch(&task.instance, event)
            task.instance.isComplete = true
            instances.append(task.instance)
        default: mention(event)
        }
    }

    /// An event of a task that is open: the last one stands in for the end of a task that never ends.
    private mutating func mention(_ event: TraceEvent) {
        guard var task = tasks[event.subject] else { return }
        touch(&task.instance, event)
        tasks[event.subject] = task
    }

    private func touch(_ instance: inout PathInstance, _ event: TraceEvent) {
        instance.end = event.time
        instance.known = event.time
        instance.goroutine = event.goroutine
        instance.slot = event.goroutineSlot
        instance.endStack = event.stack
    }

    private mutating func wants(task event: TraceEvent, _ scene: TraceScene) -> Bool {
        guard case .task(let id, let type) = target else { return true }
        if let id { return event.subject == id }
        return type.map { wants(event.text, $0, scene) } ?? true
    }

    private mutating func wants(_ name: StringID, _ wanted: String, _ scene: TraceScene) -> Bool {
        if let known = isWanted[name] { return known }
        let answer = scene.tables.strings.bytes(name).elementsEqual(wanted.utf8)
        isWanted[name] = answer
        return answer
    }

    // MARK: Regions

    private mutating func region(_ event: TraceEvent, _ wanted: String, _ scene: TraceScene) {
        let slot = Int(event.goroutineSlot)
        guard slot >= 0, slot < regions.count else { return }
        if event.kind == .regionBegin {
            regions[slot].append(
                Region(
                    task: event.subject, name: event.text, start: event.time,
                    isWanted: wants(event.text, wanted, scene)))
            return
        }
        guard let region = regions[slot].popLast() else {
            if wants(event.text, wanted, scene) { begunBefore += 1 }
            return
        }
        guard region.isWanted else { return }
        append(region, end: event.time, slot, endStack: event.stack, isComplete: true)
    }

    private mutating func append(_ region: Region, end: Int64, _ slot: Int, endStack: UInt32, isComplete: Bool) {
        instances.append(
            PathInstance(
                .region, id: Int64(instances.count + 1), name: region.name, task: region.task == 0 ? -1 : region.task,
                goroutine: goroutines[slot], slot: Int32(slot), start: region.start, end: end, endStack: endStack,
                isComplete: isComplete))
    }

    // MARK: The end

    public mutating func finish(_ scene: TraceScene) {
        switch target {
        case .goroutine(let id, let from, let to): finish(goroutine: id, from: from, to: to, scene)
        case .region: finishRegions(scene)
        case .task: finishTasks(scene)
        case .request(let handler): finishRequests(handler, scene)
        case .whatThereIs:
            finishTasks(scene)
            let tasks = instances
            instances = []
            finishRequests(nil, scene)
            if instances.isEmpty { instances = tasks }
        }
    }

    private mutating func finish(goroutine id: Int64, from: Int64?, to: Int64?, _ scene: TraceScene) {
        guard let span = goroutine else { return }
        let start = max(span.start, from.map { scene.start &+ $0 } ?? .min)
        let end = min(span.end, to.map { scene.start &+ $0 } ?? .max)
        guard end > start else { return }
        var instance = PathInstance(
            .goroutine, id: id, name: .empty, goroutine: id, slot: span.slot, start: start, end: end)
        instance.known = span.end
        instances = [instance]
    }

    private mutating func finishTasks(_ scene: TraceScene) {
        for id in tasks.keys.sorted() {
            guard let task = tasks[id] else { continue }
            var instance = task.instance
            let slot = Int(task.beginnerSlot)
            if scene.goroutines.indices.contains(slot), scene.goroutines[slot].id == task.beginner,
                scene.goroutines[slot].state != .notExist
            {
                instance.goroutine = task.beginner
                instance.slot = task.beginnerSlot
                instance.end = scene.end
                instance.known = scene.end
                instance.endStack = 0
            }
            if instance.end > instance.start { instances.append(instance) }
        }
    }

    private mutating func finishRegions(_ scene: TraceScene) {
        for slot in regions.indices {
            guard scene.goroutines[slot].id == goroutines[slot], scene.goroutines[slot].state != .notExist else {
                continue
            }
            for region in regions[slot] where region.isWanted && scene.end > region.start {
                append(region, end: scene.end, slot, endStack: 0, isComplete: false)
            }
        }
    }

    private mutating func finishRequests(_ handler: String?, _ scene: TraceScene) {
        requests.finish()
        instances = requests.found
        if let handler { instances.removeAll { scene.text($0.name) != handler } }
    }
}
