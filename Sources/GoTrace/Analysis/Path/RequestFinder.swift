import Evidence

/// Finds requests to HTTP servers in the intervals of goroutines.
///
/// A request of HTTP/1 lasts from the moment at which the connection's goroutine is woken out of the wait for it (or
/// begins the read that finds it there already) until the goroutine begins to wait for the next one, or ends. The first
/// request of a connection begins when the first wait in reading it ends. A request of HTTP/2 lasts as long as its
/// goroutine.
///
/// Limits: requests of HTTP/1 of which the server had read the begin together with the one before are told apart only
/// when reading the rest of their head takes a system call. What is not seen: time in the accept queue, and time in
/// the socket before the goroutine is woken. A handler that neither blocks nor calls the system nor starts goroutines
/// leaves no stack, and has no name.
struct RequestFinder {
    /// Requests in the order in which they are known to be over.
    private(set) var found: [PathInstance] = []
    private var stacks = RequestStacks()
    /// By slot.
    private var connections: [Connection] = []

    private struct Connection {
        enum Phase { case none, new, idle, request, stream }
        var goroutine: Int64 = -1
        var phase = Phase.none
        /// Begin of the request that was or is about to be served; nil when it lies before the trace.
        var start: Int64?
        var hasWaited = false
        var hasHandled = false
        var handler = StringID.empty
        var depth = 0
        var end: Int64 = 0
        var isOpen = false
    }

    mutating func appears(_ event: TraceEvent, _ scene: TraceScene) {
        let slot = Int(event.subjectSlot)
        connections.reach(slot, with: Connection())
        finish(slot)
        connections[slot] = Connection()
        connections[slot].goroutine = event.subject
        connections[slot].end = event.time
        if event.goroutineBefore == .notExist {
            connections[slot].phase = .new
            if case .stream = stacks.kind(event.transitionStack, scene.tables) {
                connections[slot].phase = .stream
                connections[slot].start = event.time
            }
        }
        learn(event.goroutineSlot, event.stack, scene)
    }

    /// Takes the name of a handler from a stack that stands in an event.
    mutating func learn(_ slot: Int32, _ stack: UInt32, _ scene: TraceScene) {
        guard stack != 0, slot >= 0, Int(slot) < connections.count else { return }
        switch stacks.kind(stack, scene.tables) {
        case .handling(let handler, let depth) where connections[Int(slot)].phase == .request,
            .stream(let handler, let depth) where connections[Int(slot)].phase == .stream:
            name(Int(slot), handler, depth)
        default: break
        }
    }

    private mutating func name(_ slot: Int, _ handler: StringID, _ depth: Int) {
        guard depth > connections[slot].depth else { return }
        connections[slot].handler = handler
        connections[slot].depth = depth
    }

    mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        let slot = Int(interval.slot)
        guard slot < connections.count, connections[slot].goroutine == interval.goroutine else { return }
        let stack = interval.stack == 0 ? RequestStack.other : stacks.kind(interval.stack, scene.tables)
        if stack != .other { take(interval, stack, slot) }
        connections[slot].end = interval.end
        connections[slot].isOpen = interval.isOpen
    }

    private mutating func take(_ interval: GoroutineInterval, _ stack: RequestStack, _ slot: Int) {
        switch stack {
        case .other: break
        case .idle:
            if connections[slot].phase == .request { close(slot, at: interval.start, isComplete: true) }
            if connections[slot].phase != .idle {
                connections[slot].hasWaited = false
                connections[slot].start = nil
            }
            connections[slot].phase = .idle
            noteWait(interval, slot)
        case .reading:
            switch connections[slot].phase {
            case .new:
                // Only the first wait is for the request to come; later ones are for the rest of it.
                if connections[slot].hasWaited { open(slot) } else { noteWait(interval, slot) }
            case .request where connections[slot].hasHandled:
                close(slot, at: interval.start, isComplete: true)
                connections[slot].start = interval.start
                open(slot)
            default: open(slot)
            }
        case .handling(let handler, let depth):
            open(slot)
            connections[slot].hasHandled = true
            name(slot, handler, depth)
        case .stream(let handler, let depth):
            connections[slot].phase = .stream
            name(slot, handler, depth)
        }
    }

    /// Notes when the wait for a request ends; a read that does not block begins one when nothing was waited for.
    private mutating func noteWait(_ interval: GoroutineInterval, _ slot: Int) {
        if interval.state == .waiting {
            connections[slot].hasWaited = true
            connections[slot].start = interval.end
        } else if interval.state == .syscall, !connections[slot].hasWaited {
            connections[slot].start = interval.start
        }
    }

    private mutating func open(_ slot: Int) {
        guard connections[slot].phase != .request else { return }
        connections[slot].phase = .request
        connections[slot].hasHandled = false
        connections[slot].handler = .empty
        connections[slot].depth = 0
    }

    /// Ends the request of a goroutine that is gone, or of which the trace says no more.
    private mutating func finish(_ slot: Int) {
        let connection = connections[slot]
        guard connection.phase == .request || connection.phase == .stream else { return }
        close(slot, at: connection.end, isComplete: !connection.isOpen)
    }

    private mutating func close(_ slot: Int, at end: Int64, isComplete: Bool) {
        let connection = connections[slot]
        connections[slot].hasHandled = false
        connections[slot].handler = .empty
        connections[slot].depth = 0
        guard let start = connection.start, start < end else { return }
        found.append(
            PathInstance(
                .request, id: Int64(found.count + 1), name: connection.handler, goroutine: connection.goroutine,
                slot: Int32(slot), start: start, end: end, isComplete: isComplete))
    }

    /// Hands out what was found, for those who keep no requests.
    mutating func takeFound() -> [PathInstance] {
        let requests = found
        found.removeAll(keepingCapacity: true)
        return requests
    }

    mutating func finish() {
        for slot in connections.indices {
            finish(slot)
            connections[slot] = Connection()
        }
    }
}
