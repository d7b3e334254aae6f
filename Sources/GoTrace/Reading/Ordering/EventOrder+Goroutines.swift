import Evidence
import Wire

/// Goroutines that come, run, block and go.
extension EventOrder {
    /// - Returns: nil when there is a goroutine of this id.
    private mutating func add(_ id: Int64, _ status: Goroutine.Status) -> Int32? {
        guard goroutineSlots.find(id) < 0 else { return nil }
        let slot = goroutineSlots.insert(id)
        let new = Goroutine(id: id, status: status, generation: generation)
        if Int(slot) < goroutines.count { goroutines[Int(slot)] = new } else { goroutines.append(new) }
        return slot
    }

    mutating func remove(_ slot: Int) {
        var region = goroutines[slot].innermostRegion
        while region >= 0 {
            freeRegions.append(region)
            region = regions[Int(region)].outer
        }
        goroutineSlots.remove(goroutines[slot].id)
        goroutines[slot].id = -1
        goroutines[slot].status = .bad
    }

    /// Whether `sequence` is the next of a goroutine.
    @inline(__always)
    private func isNext(_ sequence: UInt64, _ slot: Int32) -> Bool {
        let goroutine = goroutines[Int(slot)]
        return goroutine.generation == generation && goroutine.sequence &+ 1 == sequence
    }

    @inline(__always)
    private mutating func bind(_ context: Context, _ goroutine: Int64, _ slot: Int32) {
        guard context.threadSlot >= 0 else { return }
        threads[Int(context.threadSlot)].goroutine = goroutine
        threads[Int(context.threadSlot)].goroutineSlot = slot
    }

    mutating func setGoroutineStatus(_ event: WireEvent, _ context: Context) throws(InputError) {
        let id = Int64(bitPattern: event.first)
        let thread = Int64(bitPattern: event.second)
        guard event.third <= 4, let status = Goroutine.Status(rawValue: UInt8(event.third)) else {
            throw broken("goroutine \(id) has status \(event.third), which does not exist")
        }
        var slot = goroutineSlots.find(id)
        var before = status.state
        if slot >= 0 {
            guard goroutines[Int(slot)].status == status else {
                throw broken("goroutine \(id) is \(goroutines[Int(slot)].status), and its status says \(status)")
            }
            goroutines[Int(slot)].generation = generation
            goroutines[Int(slot)].sequence = 0
        } else {
            guard isInitial, let new = add(id, status) else {
                throw broken("goroutine \(id) appears with a status after the first generation")
            }
            slot = new
            before = .undetermined
        }
        var shown = context
        switch status {
        case .running: bind(context, id, slot)
        case .syscall:
            guard thread != -1 else { throw broken("goroutine \(id) is in a system call without a thread") }
            if thread == context.thread {
                guard isInitial || context.goroutine == id else { throw inconsistent(id, thread, context.goroutine) }
                bind(context, id, slot)
            } else {
                try bindElsewhere(id, slot, thread, &shown)
            }
        default: break
        }
        var result = shown.transition(event, id, slot, before, status.state)
        if event.type == .goStatusStack {
            result.stack = try stack(event.fourth)
            result.transitionStack = result.stack
        }
        append(result)
    }

    /// A goroutine that was in a system call of another thread for the whole generation.
    private mutating func bindElsewhere(
        _ id: Int64, _ slot: Int32, _ thread: Int64, _ shown: inout Context
    ) throws(InputError) {
        shown.thread = thread
        let known = threadSlots.find(thread)
        if known >= 0 {
            guard threads[Int(known)].goroutine == id else {
                throw inconsistent(id, thread, threads[Int(known)].goroutine)
            }
            shown.goroutine = id
            shown.goroutineSlot = slot
        } else {
            let new = Int(threadSlot(thread))
            threads[new].goroutine = id
            threads[new].goroutineSlot = slot
        }
    }

    private func inconsistent(_ id: Int64, _ thread: Int64, _ other: Int64) -> InputError {
        broken("goroutine \(id) is in a system call of thread \(thread), which has goroutine \(other)")
    }

    mutating func createGoroutine(_ event: WireEvent, _ context: Context) throws(InputError) {
        try requireProcessor(context)
        let parent = Int(context.goroutineSlot)
        if parent >= 0, goroutines[parent].id == context.goroutine, goroutines[parent].status != .running {
            throw broken("goroutine \(context.goroutine) creates another without running")
        }
        let isBlocked = event.type == .goCreateBlocked
        let id = Int64(bitPattern: event.first)
        guard let slot = add(id, isBlocked ? .waiting : .runnable) else {
            throw broken("goroutine \(id) is created, and exists")
        }
        var result = context.transition(event, id, slot, .notExist, isBlocked ? .waiting : .runnable)
        result.transitionStack = try stack(event.second)
        result.stack = try stack(event.third)
        append(result)
    }

    mutating func stopGoroutine(_ event: WireEvent, _ context: Context) throws(InputError) {
        try requireGoroutine(context)
        let slot = try known(context, .running)
        let id = context.goroutine
        switch event.type {
        case .goDestroy:
            append(context.transition(event, id, context.goroutineSlot, .running, .notExist))
            remove(slot)
        case .goStop:
            goroutines[slot].status = .runnable
            try appendStop(event, context, .runnable)
        default:
            goroutines[slot].status = .waiting
            try appendStop(event, context, .waiting)
        }
        bind(context, -1, -1)
    }

    private mutating func appendStop(
        _ event: WireEvent, _ context: Context, _ after: GoroutineState
    ) throws(InputError) {
        var result = context.transition(event, context.goroutine, context.goroutineSlot, .running, after)
        result.text = try text(event.first)
        result.stack = try stack(event.second)
        result.transitionStack = result.stack
        append(result)
    }

    mutating func startGoroutine(_ event: WireEvent, _ context: Context) throws(InputError) -> Bool {
        let id = Int64(bitPattern: event.first)
        let slot = goroutineSlots.find(id)
        guard slot >= 0, goroutines[Int(slot)].status == .runnable, isNext(event.second, slot) else { return false }
        try requireProcessor(context)
        guard context.goroutine == -1 else {
            throw broken("goroutine \(id) starts on thread \(context.thread), which has goroutine \(context.goroutine)")
        }
        goroutines[Int(slot)].status = .running
        goroutines[Int(slot)].sequence = event.second
        append(context.transition(event, id, slot, .runnable, .running))
        bind(context, id, slot)
        return true
    }

    mutating func unblockGoroutine(_ event: WireEvent, _ context: Context) throws(InputError) -> Bool {
        let id = Int64(bitPattern: event.first)
        let slot = goroutineSlots.find(id)
        guard slot >= 0, goroutines[Int(slot)].status == .waiting, isNext(event.second, slot) else { return false }
        goroutines[Int(slot)].status = .runnable
        goroutines[Int(slot)].sequence = event.second
        var result = context.transition(event, id, slot, .waiting, .runnable)
        result.stack = try stack(event.third)
        append(result)
        return true
    }

    /// One goroutine hands its thread over to another (`coroswitch` of the runtime): three events.
    mutating func switchGoroutines(_ event: WireEvent, _ context: Context) throws(InputError) -> Bool {
        try requireGoroutine(context)
        let current = try known(context, .running)
        let next = Int64(bitPattern: event.first)
        let slot = goroutineSlots.find(next)
        guard slot >= 0, goroutines[Int(slot)].status == .waiting, isNext(event.second, slot) else { return false }
        append(context.transition(event, next, slot, .waiting, .runnable))
        var rest = event
        if event.type == .goSwitch {
            goroutines[current].status = .waiting
            rest.type = .goBlock
            append(context.transition(rest, context.goroutine, context.goroutineSlot, .running, .waiting))
        } else {
            rest.type = .goDestroy
            append(context.transition(rest, context.goroutine, context.goroutineSlot, .running, .notExist))
            remove(current)
        }
        goroutines[Int(slot)].status = .running
        goroutines[Int(slot)].sequence = event.second
        rest.type = .goStart
        var free = context
        free.goroutine = -1
        free.goroutineSlot = -1
        append(free.transition(rest, next, slot, .runnable, .running))
        bind(context, next, slot)
        return true
    }

    /// C calls into Go: a goroutine comes to be in a system call.
    mutating func createGoroutineInSystemCall(_ event: WireEvent, _ context: Context) throws(InputError) {
        try requireThread(context)
        guard context.goroutine == -1 else {
            throw broken("thread \(context.thread) has goroutine \(context.goroutine) when C calls into Go")
        }
        let id = Int64(bitPattern: event.first)
        guard let slot = add(id, .syscall) else { throw broken("goroutine \(id) is created, and exists") }
        append(context.transition(event, id, slot, .notExist, .syscall))
        bind(context, id, slot)
    }
}
