import Evidence
import GoProcess

/// Many waits for sockets that differ in one end only, put together by the end that they share.
struct SocketCrowd {
    struct Row: Hashable {
        var operation: WaitOperation
        var text: String
        var count: Int
    }

    /// Most frequent first. Nil when some of the objects are no connected sockets, or there is nothing to gain.
    let rows: [Row]

    init?(_ waits: [GroupSummary.Waiting], in snapshot: GoroutineSnapshot) {
        var sockets: [(operation: WaitOperation, socket: SocketFacts, count: Int)] = []
        for waiting in waits {
            guard Int(waiting.object) < snapshot.objects.count,
                case .descriptor(let facts) = snapshot.objects[Int(waiting.object)].kind, let socket = facts.socket,
                !waiting.isSelectCase, !socket.remote.isEmpty
            else { return nil }
            sockets.append((waiting.operation, socket, waiting.count))
        }
        // A client's connections share the far end, a server's the near one.
        let isClient = Set(sockets.map(\.socket.remote)).count <= Set(sockets.map(\.socket.local)).count
        var counts: [Row: Int] = [:]
        for (operation, socket, count) in sockets {
            let shared = isClient ? "to \(socket.remote)" : "at \(socket.local)"
            counts[Row(operation: operation, text: "\(socket.network) connections \(shared)", count: 0), default: 0] +=
                count
        }
        guard counts.count < waits.count else { return nil }
        rows = counts.map { Row(operation: $0.operation, text: $0.text, count: $1) }
            .sorted { ($1.count, $0.text, $0.operation.rawValue) < ($0.count, $1.text, $1.operation.rawValue) }
    }
}
