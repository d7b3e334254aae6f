import Evidence
import GoProcess
import Wire

/// One element of the array `objects` of `sonde.goroutines/1`.
struct WaitObjectJSON {
    let snapshot: GoroutineSnapshot
    let counts: WaiterCounts

    func write(_ id: WaitObjectID, to json: inout JSONWriter) {
        let object = snapshot.objects[Int(id)]
        json.onOneLine { json in
            json.object { json in
                json.member("kind", object.kind.name)
                if object.address != 0 { json.member("address", address: object.address) }
                if !object.symbol.isEmpty { json.member("symbol", object.symbol) }
                writeFacts(object.kind, to: &json)
                writeWaiters(id, object.kind, to: &json)
                if !object.holders.isEmpty {
                    json.member("holders", array: object.holders) { write($1, to: &$0) }
                }
                if let references = object.references {
                    json.member("references", array: ids(references)) { $0.value($1) }
                }
            }
        }
    }

    private func writeFacts(_ kind: WaitObject.Kind, to json: inout JSONWriter) {
        switch kind {
        case .channel(let facts):
            if !facts.elementType.isEmpty { json.member("elementType", facts.elementType) }
            json.member("length", facts.length)
            json.member("capacity", facts.capacity)
            json.member("closed", facts.isClosed)
            json.member("timer", facts.isTimer)
        case .mutex(let facts): write(facts, to: &json)
        case .rwMutex(let facts):
            json.member("readers", facts.readers)
            json.member("departing", facts.departing)
            json.member("writerPending", facts.isWriterPending)
            json.member("writer") { json in json.object { write(facts.writer, to: &$0) } }
        case .waitGroup(let facts):
            json.member("counter", facts.counter)
            json.member("waiters", facts.waiters)
        case .descriptor(let facts):
            json.member("descriptor", facts.descriptor)
            json.member("target", facts.target)
            if let socket = facts.socket { json.member("socket") { write(socket, to: &$0) } }
            if facts.readDeadline != 0 { json.member("readDeadline", facts.readDeadline) }
            if facts.writeDeadline != 0 { json.member("writeDeadline", facts.writeDeadline) }
        case .cond, .semaphore, .coroutine: break
        }
    }

    private func write(_ facts: MutexFacts, to json: inout JSONWriter) {
        json.member("locked", facts.isLocked)
        json.member("starving", facts.isStarving)
        json.member("waiters", facts.waiters)
    }

    private func write(_ socket: SocketFacts, to json: inout JSONWriter) {
        json.object {
            $0.member("network", socket.network)
            $0.member("local", socket.local)
            $0.member("remote", socket.remote)
            $0.member("state", socket.state)
            $0.member("sendQueue", socket.sendQueue)
            $0.member("receiveQueue", socket.receiveQueue)
        }
    }

    /// Goroutines of the snapshot that wait, on both sides of a channel.
    private func writeWaiters(_ id: WaitObjectID, _ kind: WaitObject.Kind, to json: inout JSONWriter) {
        switch kind {
        case .channel:
            json.member("receivers", counts.takers(of: id))
            json.member("senders", counts.givers(of: id))
        case .rwMutex:
            json.member("waitingReaders", counts.takers(of: id))
            json.member("waitingWriters", counts.givers(of: id))
        default: json.member("waiting", counts.takers(of: id) + counts.givers(of: id))
        }
    }

    private func write(_ holder: HolderInference, to json: inout JSONWriter) {
        json.object {
            $0.member("goroutine", ids([holder.goroutine]).first)
            $0.member("confidence", holder.confidence)
            $0.member("reader", holder.isReader)
            $0.member("reasons", strings: holder.reasons)
            if holder.frame != .none {
                $0.member("frame") { FrameJSON.write(snapshot.stacks.resolved(holder.frame), to: &$0) }
            }
        }
    }

    private func ids(_ positions: [UInt32]) -> [UInt64] {
        positions.compactMap { Int($0) < snapshot.goroutines.count ? snapshot.goroutines[Int($0)].id : nil }
    }
}
