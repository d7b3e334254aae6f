import Diagnosis
import Evidence
import GoProcess

/// What goroutines wait for, in words: the object, its state, who else waits and who holds it.
public struct WaitObjectText: Sendable {
    let snapshot: GoroutineSnapshot
    let counts: WaiterCounts

    public init(snapshot: GoroutineSnapshot, counts: WaiterCounts) {
        self.snapshot = snapshot
        self.counts = counts
    }

    /// `channel 0xc000012345 (chan main.Job), 3 of 8 elements; 5 receivers wait`.
    public func describe(_ id: WaitObjectID) -> String {
        guard Int(id) < snapshot.objects.count else { return "an unknown object" }
        let object = snapshot.objects[Int(id)]
        var parts = [name(object)]
        switch object.kind {
        case .channel(let facts): parts += channel(facts, id)
        case .mutex(let facts): parts += mutex(facts)
        case .rwMutex(let facts): parts += rwMutex(facts)
        case .waitGroup(let facts):
            parts.append(facts.counter == 0 ? "counter at 0" : "\(facts.counter) times Done is missing")
        case .descriptor(let facts): parts += descriptor(facts)
        case .cond, .semaphore, .coroutine: break
        }
        var text = parts.joined(separator: ", ")
        if let holder = holder(object) { text += "; \(holder)" }
        return text
    }

    /// The object without its state: `Mutex main.mu (0x5a2f40)`.
    public func name(_ id: WaitObjectID) -> String {
        Int(id) < snapshot.objects.count ? name(snapshot.objects[Int(id)]) : "an unknown object"
    }

    /// What a goroutine wants of the object: `receive from`, `lock`.
    public static func verb(_ operation: WaitOperation, _ object: WaitObject?) -> String {
        switch operation {
        case .receive: return "receive from"
        case .send: return "send to"
        case .lock: return "lock"
        case .readLock: return "lock for reading"
        case .wait: return "wait for"
        case .sleep: return "sleep on"
        case .resume: return "resume"
        case .read:
            if case .descriptor(let facts) = object?.kind, facts.socket?.state == "LISTEN" { return "accept on" }
            return "read from"
        case .write: return "write to"
        }
    }

    /// The kind, name and address of an object: `mutex main.mu (0x5a2f40)`.
    private func name(_ object: WaitObject) -> String {
        let address = "0x" + String(object.address, radix: 16)
        let noun: String
        switch object.kind {
        case .channel(let facts): noun = facts.isTimer ? "timer channel" : "channel"
        case .mutex: noun = "Mutex"
        case .rwMutex: noun = "RWMutex"
        case .waitGroup: noun = "WaitGroup"
        case .cond: noun = "Cond"
        case .semaphore: noun = "semaphore"
        case .coroutine: noun = "coroutine"
        case .descriptor(let facts):
            let target = PeerText.target(facts.target, socket: facts.socket)
            return facts.descriptor >= 0 ? "fd \(facts.descriptor)\(target.isEmpty ? "" : " \(target)")" : target
        }
        if object.address == 0 { return object.symbol.isEmpty ? noun : "\(noun) \(object.symbol)" }
        return object.symbol.isEmpty ? "\(noun) \(address)" : "\(noun) \(object.symbol) (\(address))"
    }

    private func channel(_ facts: ChannelFacts, _ id: WaitObjectID) -> [String] {
        var parts: [String] = []
        if !facts.elementType.isEmpty { parts.append("elements \(facts.elementType)") }
        parts.append(facts.capacity == 0 ? "unbuffered" : "\(facts.length) of \(facts.capacity) buffered")
        if facts.isClosed { parts.append("closed") }
        let receivers = counts.takers(of: id)
        let senders = counts.givers(of: id)
        if receivers > 0 { parts.append("\(Plural.of(receivers, "receiver")) waiting") }
        if senders > 0 { parts.append("\(Plural.of(senders, "sender")) waiting") }
        return parts
    }

    private func mutex(_ facts: MutexFacts) -> [String] {
        var parts = [facts.isLocked ? "locked" : "not locked"]
        if facts.isStarving { parts.append("starving") }
        parts.append("\(Plural.of(facts.waiters, "waiter"))")
        return parts
    }

    private func rwMutex(_ facts: RWMutexFacts) -> [String] {
        var parts: [String] = []
        if facts.isWriterPending { parts.append(facts.departing > 0 ? "a writer waits for readers" : "write-locked") }
        if facts.readers > 0 { parts.append(Plural.of(facts.readers, "reader")) }
        if facts.departing > 0 { parts.append("\(Plural.of(facts.departing, "reader")) to leave first") }
        if facts.writer.waiters > 0 { parts.append("\(Plural.of(facts.writer.waiters, "more writer")) waiting") }
        return parts
    }

    private func descriptor(_ facts: PollFacts) -> [String] {
        var parts: [String] = []
        let queues = PeerText.queues(facts.socket)
        if !queues.isEmpty { parts.append(queues) }
        for (name, deadline) in [("read", facts.readDeadline), ("write", facts.writeDeadline)] {
            if deadline < 0 { parts.append("\(name) deadline expired") }
            if deadline > 0, let now = snapshot.monotonicTime, deadline > now {
                parts.append("\(name) deadline in \(DurationText.format(deadline &- now))")
            }
        }
        return parts
    }

    /// `probably held by goroutine 17 (90%) in main.slow`.
    private func holder(_ object: WaitObject) -> String? {
        guard let best = object.holders.first, Int(best.goroutine) < snapshot.goroutines.count else { return nil }
        let goroutine = snapshot.goroutines[Int(best.goroutine)]
        var text = "probably held \(best.isReader ? "for reading " : "")by goroutine \(goroutine.id)"
        text += " (\(NumberText.percent(best.confidence)))"
        if best.frame != .none, Int(best.frame.rawValue) < snapshot.stacks.frames.count {
            text += ", taken in \(FunctionName.short(snapshot.stacks.functionName(best.frame)))"
        }
        if object.holders.count > 1 { text += " or \(Plural.of(object.holders.count - 1, "other"))" }
        return text
    }
}
