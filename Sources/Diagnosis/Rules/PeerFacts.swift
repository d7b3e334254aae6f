import Evidence
import GoProcess

/// What speaks for a slow peer, and what to do about it.
enum PeerFacts {
    static func supports(_ waits: PeerWaits, _ oldest: Int64, _ scene: Scene) -> [Fact] {
        let first = waits.members[0]
        var facts = [
            Fact(
                "\(Wording.goroutines(waits.members.count)) \(Wording.wait(waits.members.count)) at "
                    + "\(scene.last.place(of: first))", reference: scene.name(first))
        ]
        if oldest >= 0 { facts.append(Fact("the longest wait is at least \(Wording.duration(oldest))")) }
        if let descriptor = scene.last.descriptor(first) {
            if let socket = descriptor.socket {
                facts.append(
                    Fact(
                        "the socket \(socket.local) → \(socket.remote) is \(socket.state) with \(socket.sendQueue) bytes "
                            + "unacknowledged and \(socket.receiveQueue) unread", evidence: "sockets",
                        reference: "fd \(descriptor.descriptor)"))
            }
            let deadline = waits.direction == .write ? descriptor.writeDeadline : descriptor.readDeadline
            if deadline == 0 {
                facts.append(Fact("the wait has no deadline", reference: "fd \(descriptor.descriptor)"))
            }
        }
        if waits.direction == .write {
            let peers = Set(waits.members.prefix(4096).compactMap { scene.last.descriptor($0)?.socket?.remote })
            if !peers.isEmpty { facts.append(Fact("peers: \(Wording.list(peers.sorted()))", evidence: "sockets")) }
        }
        if scene.hasSequence {
            let steady = waits.members.count { scene.ages.isSteady[Int($0)] }
            facts.append(
                Fact(
                    "\(steady) of \(waits.members.count) did not move in \(scene.views.count) looks over "
                        + "\(Wording.duration(scene.ages.observed))"))
        }
        return facts
    }

    static func remedy(_ waits: PeerWaits, _ scene: Scene) -> Phrase {
        let function = scene.last.shortFunction(waits.members[0])
        let peer = waits.peer.isEmpty ? "the peer" : waits.peer
        switch waits.direction {
        case .write:
            return "Give the write in \(function) a deadline (SetWriteDeadline, http.Server.WriteTimeout), and drop or "
                + "buffer clients that do not keep up."
        case .resolve:
            return "Look at the resolver that /etc/resolv.conf names, and at its search list and ndots; cache answers, "
                + "and give \(function) a context with a timeout."
        case .connect:
            return "Set net.Dialer.Timeout for \(function), and see why \(peer) does not accept: down, behind a "
                + "firewall, or its backlog full."
        case .read:
            return
                "Give \(function) a timeout (http.Client.Timeout, a context, or SetReadDeadline), limit how many wait "
                + "at once, and look at \(peer), which is where the time goes."
        }
    }
}
