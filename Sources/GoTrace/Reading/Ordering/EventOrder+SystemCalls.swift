import Wire

/// Goroutines in system calls.
extension EventOrder {
    mutating func beginSystemCall(_ event: WireEvent, _ context: Context) throws(InputError) {
        try requireGoroutine(context)
        let slot = try known(context, .running)
        goroutines[slot].status = .syscall
        let processor = Int(context.processor)
        processors[processor].status = .syscall
        guard processors[processor].generation == generation, processors[processor].sequence &+ 1 == event.first else {
            throw broken(
                "a system call on processor \(processors[processor].id) has sequence number \(event.first), and "
                    + "\(processors[processor].sequence &+ 1) is expected")
        }
        processors[processor].sequence = event.first
        var result = context.transition(event, context.goroutine, context.goroutineSlot, .running, .syscall)
        result.stack = try stack(event.second)
        result.transitionStack = result.stack
        append(result)
    }

    mutating func endSystemCall(_ event: WireEvent, _ context: Context) throws(InputError) {
        try requireGoroutine(context)
        let slot = try known(context, .syscall)
        goroutines[slot].status = .running
        let processor = Int(context.processor)
        guard processors[processor].status == .syscall else {
            throw broken(
                "processor \(processors[processor].id) is \(processors[processor].status), not in a system call")
        }
        processors[processor].status = .running
        append(context.transition(event, context.goroutine, context.goroutineSlot, .syscall, .running))
    }

    mutating func endBlockedSystemCall(_ event: WireEvent, _ context: Context) throws(InputError) -> Bool {
        // The thread loses its processor first, and may have got another one since.
        if context.processor >= 0, processors[Int(context.processor)].status == .syscall { return false }
        try requireThread(context)
        guard context.goroutine != -1 else { throw broken("thread \(context.thread) has no goroutine") }
        let slot = try known(context, .syscall)
        goroutines[slot].status = .runnable
        append(context.transition(event, context.goroutine, context.goroutineSlot, .syscall, .runnable))
        threads[Int(context.threadSlot)].goroutine = -1
        threads[Int(context.threadSlot)].goroutineSlot = -1
        return true
    }

    /// A call of C into Go is over, or its thread ends.
    mutating func destroyGoroutineInSystemCall(_ event: WireEvent, _ context: Context) throws(InputError) {
        try requireThread(context)
        guard context.goroutine != -1 else { throw broken("thread \(context.thread) has no goroutine") }
        let slot = try known(context, .syscall)
        if context.processor >= 0 {
            // The system may give the thread's number to another one, which must not seem to have this processor.
            let processor = Int(context.processor)
            guard processors[processor].status == .syscall else {
                throw broken(
                    "processor \(processors[processor].id) is \(processors[processor].status), not in a system call")
            }
            processors[processor].status = .syscallAbandoned
            var stolen = event
            stolen.type = .procSteal
            var result = context.event(.processorTransition, stolen)
            result.subject = Int64(processors[processor].id)
            result.before = ProcessorState.running.rawValue
            result.after = ProcessorState.idle.rawValue
            append(result)
        }
        append(context.transition(event, context.goroutine, context.goroutineSlot, .syscall, .notExist))
        remove(slot)
        threads[Int(context.threadSlot)].goroutine = -1
        threads[Int(context.threadSlot)].goroutineSlot = -1
        threads[Int(context.threadSlot)].processor = -1
    }
}
