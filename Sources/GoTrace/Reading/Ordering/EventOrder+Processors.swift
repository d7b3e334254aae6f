import Wire

/// Processors that start, stop and are stolen.
extension EventOrder {
    /// - Throws: `malformed` for what no GOMAXPROCS allows.
    private func processorID(_ value: UInt64) throws(InputError) -> Int32 {
        guard let id = Int32(exactly: value) else { throw broken("a processor has number \(value)") }
        return id
    }

    private func isNext(_ sequence: UInt64, _ slot: Int) -> Bool {
        processors[slot].generation == generation && processors[slot].sequence &+ 1 == sequence
    }

    mutating func setProcessorStatus(_ event: WireEvent, _ context: Context) throws(InputError) {
        let id = try processorID(event.first)
        guard event.second <= 4, var status = Processor.Status(rawValue: UInt8(event.second)) else {
            throw broken("processor \(id) has status \(event.second), which does not exist")
        }
        var before = status.state
        var shown = context
        var slot = processorSlots.find(Int64(id))
        if slot >= 0 {
            let known = processors[Int(slot)].status
            if status == .syscallAbandoned, known == .syscall {
                // The thread is known, so that nothing is lost: the event belongs to that thread.
                before = .running
                status = .syscall
                guard let holder = threads.lastIndex(where: { $0.processor == slot }) else {
                    throw broken("processor \(id) is about to be stolen, and no thread has it")
                }
                shown = self.context(Int32(holder))
                shown.threadSlot = context.threadSlot
            } else {
                guard known == status else {
                    throw broken("processor \(id) is \(known), and its status says \(status)")
                }
                if status == .syscallAbandoned { before = .idle }
            }
        } else {
            slot = processorSlots.insert(Int64(id))
            processors.append(Processor(id: id, status: status))
            before = isInitial ? .undetermined : .notExist
        }
        processors[Int(slot)].generation = generation
        processors[Int(slot)].sequence = 0
        // A processor that is given up belongs to the thread that has it, not to the one that says so.
        if event.second == 1 || event.second == 3, context.threadSlot >= 0 {
            threads[Int(context.threadSlot)].processor = slot
        }
        let result = shown.transition(event, processor: id, before, status.state)
        append(result)
    }

    mutating func startProcessor(_ event: WireEvent, _ context: Context) throws(InputError) -> Bool {
        let slot = Int(processorSlots.find(Int64(bitPattern: event.first)))
        guard slot >= 0, processors[slot].status == .idle, isNext(event.second, slot), context.processor < 0 else {
            return false
        }
        try requireThread(context)
        processors[slot].status = .running
        processors[slot].sequence = event.second
        let result = context.transition(event, processor: processors[slot].id, .idle, .running)
        append(result)
        threads[Int(context.threadSlot)].processor = Int32(slot)
        return true
    }

    mutating func stopProcessor(_ event: WireEvent, _ context: Context) throws(InputError) {
        try requireProcessor(context)
        let slot = Int(context.processor)
        guard processors[slot].status == .running || processors[slot].status == .syscall else {
            throw broken("processor \(processors[slot].id) stops, and is \(processors[slot].status)")
        }
        processors[slot].status = .idle
        let result = context.transition(event, processor: processors[slot].id, .running, .idle)
        append(result)
        threads[Int(context.threadSlot)].processor = -1
    }

    mutating func stealProcessor(_ event: WireEvent, _ context: Context) throws(InputError) -> Bool {
        let slot = Int(processorSlots.find(Int64(bitPattern: event.first)))
        guard slot >= 0 else { return false }
        let before = processors[slot].status
        guard before == .syscall || before == .syscallAbandoned, isNext(event.second, slot) else { return false }
        try requireThread(context)
        processors[slot].status = .idle
        processors[slot].sequence = event.second
        let id = processors[slot].id
        let victim = Int64(bitPattern: event.third)
        // The thread of an abandoned processor may have gone on, so that nothing can be said about it.
        guard before == .syscall else {
            var result = context.transition(event, processor: id, .idle, .idle)
            result.extra = victim
            append(result)
            return true
        }
        let loser: Int
        if victim == context.thread {
            loser = Int(context.threadSlot)
        } else {
            loser = Int(threadSlots.find(victim))
            guard loser >= 0 else {
                throw broken("processor \(id) is stolen from thread \(victim), which does not exist")
            }
        }
        guard Int(threads[loser].processor) == slot else {
            throw broken("processor \(id) is stolen from thread \(victim), which does not have it")
        }
        threads[loser].processor = -1
        var result = context.transition(event, processor: id, .running, .idle)
        result.extra = victim
        append(result)
        return true
    }
}
