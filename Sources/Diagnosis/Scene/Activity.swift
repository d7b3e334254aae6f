import Evidence
import GoProcess

/// What one goroutine is doing at the moment of a snapshot.
struct Activity: Hashable, Sendable {
    enum Kind: UInt8, Sendable {
        case running, runnable, networkRead, networkWrite, connect, accept, request, nameResolution
        case sleep, systemCall, lock, channel, select, waitGroup, cond, collector, unknown
    }

    var kind: Kind
    /// `address:port` of the other side, a path, or empty.
    var peer = ""
    /// Completes "goroutine 17 …": `waits for a network read from 127.0.0.1:39000`.
    var text: Phrase

    /// Waits for something outside of the program, or for time to pass.
    var isSlow: Bool {
        switch kind {
        case .networkRead, .networkWrite, .connect, .request, .nameResolution, .sleep, .systemCall: true
        default: false
        }
    }

    /// Does not compute, and waits for no lock either: for something outside, or for another goroutine.
    var isWaiting: Bool {
        switch kind {
        case .channel, .select, .waitGroup, .cond: true
        default: isSlow
        }
    }

    /// Waits for another host or program.
    var isNetwork: Bool {
        switch kind {
        case .networkRead, .networkWrite, .connect, .request, .nameResolution: true
        default: false
        }
    }

    var isComputing: Bool { kind == .running || kind == .runnable || kind == .collector }
}

extension SnapshotView {
    /// What a goroutine does, from its state, its waits and its frames.
    func activity(_ index: UInt32, peer linkedPeer: String? = nil) -> Activity {
        let goroutine = goroutine(index)
        let traits = traits(index)
        switch goroutine.state {
        case .running: return Activity(kind: .running, text: "runs in \(shortFunction(index))")
        case .runnable, .preempted, .copyingStack:
            return Activity(kind: .runnable, text: "is ready to run in \(shortFunction(index))")
        case .systemCall: return systemCallActivity(index)
        default: break
        }
        let peer = linkedPeer ?? descriptor(index).map { $0.socket?.remote ?? $0.target } ?? ""
        if traits.contains(.nameResolution) {
            return Activity(
                kind: .nameResolution, peer: peer,
                text: peer.isEmpty ? "resolves a name" : "resolves a name through \(peer)")
        }
        if traits.contains(.roundTrip), !traits.contains(.transportRead) {
            return Activity(
                kind: .request, peer: peer,
                text: peer.isEmpty
                    ? "waits for the answer to an HTTP request"
                    : "waits for the answer to an HTTP request from \(peer)")
        }
        switch kinds[Int(index)] {
        case .network: return networkActivity(traits, peer)
        case .sleep: return Activity(kind: .sleep, text: "sleeps in \(shortFunction(index))")
        case .mutex, .readLock, .writeLock: return Activity(kind: .lock, text: "waits for a lock")
        case .channelReceive, .nilChannelReceive:
            return Activity(kind: .channel, text: "waits to receive from a channel")
        case .channelSend, .nilChannelSend: return Activity(kind: .channel, text: "waits to send to a channel")
        case .select: return Activity(kind: .select, text: "waits in a select")
        case .selectNoCases: return Activity(kind: .select, text: "rests for ever in a select without cases")
        case .waitGroup: return Activity(kind: .waitGroup, text: "waits for a WaitGroup")
        case .cond: return Activity(kind: .cond, text: "waits for a Cond")
        case .semaphore: return Activity(kind: .lock, text: "waits for a semaphore")
        case .collector: return Activity(kind: .collector, text: "is held up by the garbage collector")
        default: return Activity(kind: .unknown, text: "is \(snapshot.stateText(goroutine))")
        }
    }

    private func networkActivity(_ traits: FunctionTraits, _ peer: String) -> Activity {
        if traits.contains(.accept) { return Activity(kind: .accept, peer: peer, text: "waits for connections") }
        if traits.contains(.pollWrite) {
            let text: Phrase = peer.isEmpty ? "waits for a write" : "waits for a write to \(peer)"
            return Activity(kind: .networkWrite, peer: peer, text: text)
        }
        if traits.contains(.dial) {
            let text: Phrase = peer.isEmpty ? "waits for a connection" : "waits for a connection to \(peer)"
            return Activity(kind: .connect, peer: peer, text: text)
        }
        return Activity(
            kind: .networkRead, peer: peer, text: peer.isEmpty ? "waits for a read" : "waits for a read from \(peer)")
    }

    private func systemCallActivity(_ index: UInt32) -> Activity {
        guard let call = systemCall(index) else {
            return Activity(kind: .systemCall, text: "is in a system call of \(shortFunction(index))")
        }
        let target = call.socket?.remote ?? call.target
        return Activity(
            kind: .systemCall, peer: target,
            text: target.isEmpty
                ? "is in the system call \(call.name)" : "is in the system call \(call.name) on \(target)")
    }

    /// The descriptor that a goroutine waits for through the poller.
    func descriptor(_ index: UInt32) -> PollFacts? {
        for wait in waits(index) where Int(wait.object) < snapshot.objects.count {
            if case .descriptor(let facts) = snapshot.objects[Int(wait.object)].kind { return facts }
        }
        return nil
    }

    func systemCall(_ index: UInt32) -> SystemCall? {
        let position = Int(goroutine(index).systemCall)
        return position >= 0 && position < snapshot.systemCalls.count ? snapshot.systemCalls[position] : nil
    }
}
