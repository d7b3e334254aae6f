import Evidence
import Wire

/// Metrics, labels, tasks, regions and logs, which order nothing.
extension EventOrder {
    mutating func annotate(_ event: WireEvent, _ context: Context) throws(InputError) {
        var result: TraceEvent
        switch event.type {
        case .heapAlloc, .heapGoal:
            try requireProcessor(context)
            result = context.event(.metric, event)
            result.subject = Int64(bitPattern: event.first)
        case .procsChange:
            try requireGoroutine(context)
            result = context.event(.metric, event)
            result.subject = Int64(bitPattern: event.first)
            result.stack = try stack(event.second)
        case .goLabel:
            try requireGoroutine(context)
            result = context.event(.label, event)
            result.text = try text(event.first)
        default:
            try requireGoroutine(context)
            result = context.event(.log, event)
            result.subject = Int64(bitPattern: event.first)
            result.text = try text(event.second)
            result.extra = Int64(try text(event.third).rawValue)
            result.stack = try stack(event.fourth)
        }
        append(result)
    }

    mutating func beginOrEndTask(_ event: WireEvent, _ context: Context) throws(InputError) {
        let id = Int64(bitPattern: event.first)
        if event.type == .userTaskBegin {
            guard tasks[id] == nil else { throw broken("task \(id) begins, and has begun already") }
            // No parent is 0 on the wire and the largest number to users: task 0 is the background.
            let parent = event.second == 0 ? -1 : Int64(bitPattern: event.second)
            let name = try text(event.third)
            tasks[id] = Task(name: name, parent: parent)
            try requireGoroutine(context)
            var result = context.event(.taskBegin, event)
            result.subject = id
            result.extra = parent
            result.text = name
            result.stack = try stack(event.fourth)
            append(result)
        } else {
            let task = tasks.removeValue(forKey: id)
            try requireGoroutine(context)
            var result = context.event(.taskEnd, event)
            result.subject = id
            result.extra = task?.parent ?? -1
            result.text = task?.name ?? .empty
            result.stack = try stack(event.second)
            append(result)
        }
    }

    mutating func beginOrEndRegion(_ event: WireEvent, _ context: Context) throws(InputError) {
        try requireGoroutine(context)
        let task = Int64(bitPattern: event.first)
        let name = try text(event.second)
        let slot = try known(context)
        let isBegin = event.type == .userRegionBegin
        if isBegin {
            let region = Region(task: task, name: name, outer: goroutines[slot].innermostRegion)
            if let free = freeRegions.popLast() {
                regions[Int(free)] = region
                goroutines[slot].innermostRegion = free
            } else {
                regions.append(region)
                goroutines[slot].innermostRegion = Int32(regions.count - 1)
            }
        } else if goroutines[slot].innermostRegion >= 0 {
            let innermost = goroutines[slot].innermostRegion
            let region = regions[Int(innermost)]
            guard region.task == task, region.name == name || isTolerant else {
                throw broken("goroutine \(context.goroutine) ends a region other than its innermost one")
            }
            goroutines[slot].innermostRegion = region.outer
            freeRegions.append(innermost)
        }
        var result = context.event(isBegin ? .regionBegin : .regionEnd, event)
        result.subject = task
        result.text = name
        result.stack = try stack(event.third)
        append(result)
    }

    mutating func experiment(_ event: WireEvent, _ context: Context) throws(InputError) {
        try requireThread(context)
        var result = context.event(.experimental, event)
        result.subject = Int64(bitPattern: event.first)
        result.extra = Int64(bitPattern: event.second)
        result.third = event.third
        append(result)
    }
}
