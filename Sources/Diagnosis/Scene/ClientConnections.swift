import Evidence
import GoProcess

/// Which connection an HTTP request in flight uses.
///
/// The request's goroutine waits in a select and knows no descriptor; the connection's reading goroutine does. Both
/// its loops wait for the channel that is closed with the connection (net/http/transport.go, `persistConn.closech`),
/// as the request does, and both are started together: so request → channel → write loop → read loop → socket.
struct ClientConnections: Sendable {
    private var readLoops: [UInt64: [UInt32]] = [:]
    /// The only peer of all client connections, when there is just one.
    private(set) var onlyPeer: String?
    /// Reading loops of connections, ascending.
    private(set) var readers: [UInt32] = []

    init(_ view: SnapshotView) {
        var peers = Set<String>()
        for index in view.snapshot.goroutines.indices where view.roles[index] == .transport {
            let position = UInt32(index)
            guard !view.traits(position).isDisjoint(with: [.transportRead, .http2Client]) else { continue }
            if view.traits(position).contains(.transportRead) {
                readers.append(position)
                readLoops[view.goroutine(position).parent, default: []].append(position)
            }
            if let remote = view.descriptor(position)?.socket?.remote { peers.insert(remote) }
        }
        onlyPeer = peers.count == 1 ? peers.first : nil
    }

    /// The peer that a request waits for; nil when it cannot be told.
    func peer(of request: UInt32, _ view: SnapshotView, _ graph: WaitForGraph) -> String? {
        for object in graph.objects(of: request) {
            for other in graph.waiters(of: object).prefix(16) where view.traits(other).contains(.transportWrite) {
                if let remote = peer(ofWriteLoop: other, view) { return remote }
            }
        }
        return onlyPeer
    }

    private func peer(ofWriteLoop writer: UInt32, _ view: SnapshotView) -> String? {
        let loops = readLoops[view.goroutine(writer).parent] ?? []
        let id = view.goroutine(writer).id
        let nearest = loops.min { distance(view.goroutine($0).id, id) < distance(view.goroutine($1).id, id) }
        guard let nearest, distance(view.goroutine(nearest).id, id) < 64 else { return nil }
        return view.descriptor(nearest)?.socket?.remote
    }

    private func distance(_ a: UInt64, _ b: UInt64) -> UInt64 { a > b ? a - b : b - a }
}
