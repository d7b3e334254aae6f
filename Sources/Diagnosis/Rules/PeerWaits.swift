import Evidence
import GoProcess

/// Goroutines that wait for the same peer in the same way.
struct PeerWaits {
    enum Direction: UInt8, Comparable {
        case read, write, connect, resolve
        static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    var direction: Direction
    /// `address:port`; empty when not known. Writers to many clients are told apart by their place instead.
    var peer: String
    /// Ascending.
    var members: [UInt32]
    /// The waits belong to calls that expect an answer.
    var isRequest: Bool

    var cause: Cause {
        switch direction {
        case .read, .connect: .networkSlowPeer
        case .write: .networkSlowClient
        case .resolve: .networkDns
        }
    }

    func sendQueue(_ scene: Scene) -> UInt64 {
        members.prefix(256).map { scene.last.descriptor($0)?.socket?.sendQueue ?? 0 }.max() ?? 0
    }

    func isNoticeable(_ scene: Scene) -> Bool {
        let limits = scene.thresholds
        let oldest = longest(scene)
        if direction == .resolve {
            return oldest >= limits.lateResolution.value || members.count >= limits.peerWaiters.value
        }
        if oldest >= limits.slowIO.value { return true }
        let late = lateCount(scene)
        if late >= limits.peerWaiters.value { return true }
        if late > 0, !scene.graph.behind(members).isEmpty { return true }
        // Without ages only a crowd tells; but whoever moved between two looks was answered meanwhile.
        guard oldest < 0, members.count >= limits.channelSenders.value else { return false }
        return !scene.hasSequence || scene.ages.lastGap >= limits.slowIO.value
    }

    /// Members that are known to have waited for long.
    func lateCount(_ scene: Scene) -> Int { members.count { scene.longestWait($0) >= scene.thresholds.lateIO.value } }

    /// The longest wait that was seen, over or not; -1 when none was.
    func longest(_ scene: Scene) -> Int64 { members.map(scene.longestWait).max() ?? -1 }

    static func all(_ scene: Scene) -> [PeerWaits] {
        struct Key: Hashable {
            var direction: Direction
            var peer: String
            var place: String
        }
        var found: [Key: PeerWaits] = [:]
        for group in scene.groups where group.role == .application || group.role == .idleReader {
            let traits = scene.last.profiles.traits[Int(group.stack.rawValue)]
            guard let direction = direction(group, traits) else { continue }
            let isRequest = isRequest(traits)
            for member in group.members where isWanted(member, direction, traits, isRequest, scene) {
                let peer = peer(member, traits, scene)
                // Without a peer, or with as many peers as clients, the place keeps unlike waits apart.
                let place = peer.isEmpty || direction == .write ? scene.last.function(member) : ""
                let key = Key(direction: direction, peer: direction == .write ? "" : peer, place: place)
                found[key, default: PeerWaits(direction: direction, peer: peer, members: [], isRequest: false)]
                    .members.append(member)
                if isRequest { found[key]?.isRequest = true }
                if found[key]?.peer != peer { found[key]?.peer = "" }
            }
        }
        return found.values.map { waits in
            var result = waits
            result.members.sort()
            return result
        }.sorted { ($0.direction, $0.members[0]) < ($1.direction, $1.members[0]) }
    }

    private static func direction(_ group: GoroutineGroup, _ traits: FunctionTraits) -> Direction? {
        if traits.contains(.nameResolution) { return .resolve }
        if group.kind == .network {
            if traits.contains(.pollWrite) { return .write }
            if traits.contains(.dial) { return .connect }
            return traits.contains(.pollRead) ? .read : nil
        }
        return group.kind == .select && !traits.isDisjoint(with: [.roundTrip, .rpcCall]) ? .read : nil
    }

    private static func peer(_ member: UInt32, _ traits: FunctionTraits, _ scene: Scene) -> String {
        if traits.contains(.roundTrip) { return scene.connections.peer(of: member, scene.last, scene.graph) ?? "" }
        return scene.last.descriptor(member)?.socket?.remote ?? ""
    }

    /// Frames of a protocol in which a read is the answer to something.
    private static func isRequest(_ traits: FunctionTraits) -> Bool {
        !traits.isDisjoint(with: [.roundTrip, .rpcCall, .httpClient, .database, .nameResolution, .dial])
    }

    /// A bare read may be all that a goroutine is for. It counts when it belongs to a call, when it was made deeper
    /// than in the goroutine's first function on a connection that the program opened, or when others wait behind it.
    private static func isWanted(
        _ member: UInt32, _ direction: Direction, _ traits: FunctionTraits, _ isRequest: Bool, _ scene: Scene
    ) -> Bool {
        guard direction == .read, !isRequest else { return isSocket(member, traits, scene) }
        guard isSocket(member, traits, scene) else { return false }
        if traits.contains(.bodyRead) { return !scene.graph.held(by: member).isEmpty }
        // Who reads a stream for others lets them wait for as long as nobody says anything: only on a connection that
        // the program opened, or while it holds a lock, is that more than rest.
        let awaited = scene.graph.held(by: member).filter { !scene.graph.waiters(of: $0).isEmpty }
        if awaited.contains(where: { scene.isLock($0) }) { return true }
        if !awaited.isEmpty, scene.last.descriptor(member) == nil || scene.isOutgoing(member) { return true }
        if scene.last.roles[Int(member)] == .idleReader { return false }
        let isCall =
            traits.contains(.handler) || scene.isMain(member) || depth(member, scene) > 1
        guard isCall else { return false }
        if scene.last.descriptor(member) == nil { return traits.contains(.handler) }
        return scene.isOutgoing(member)
    }

    /// Functions of the program on the stack, without the wrapper that the compiler lays around `go f(x)`.
    private static func depth(_ member: UInt32, _ scene: Scene) -> Int {
        scene.last.programFunctions(scene.last.goroutine(member).stack).count {
            !FunctionName.isWrapper(scene.last.snapshot.text($0))
        }
    }

    /// Pipes and terminals wait in the poller too, but have no peer.
    private static func isSocket(_ member: UInt32, _ traits: FunctionTraits, _ scene: Scene) -> Bool {
        guard let descriptor = scene.last.descriptor(member) else { return true }
        return descriptor.socket != nil || descriptor.target.hasPrefix("socket:")
    }
}

extension Scene {
    fileprivate func isLock(_ object: WaitObjectID) -> Bool {
        switch last.snapshot.objects[Int(object)].kind {
        case .mutex, .rwMutex: true
        default: false
        }
    }

    /// The program opened the connection: its own port is an ephemeral one and the other side's is not
    /// (Linux: ip_local_port_range begins at 32768).
    func isOutgoing(_ member: UInt32) -> Bool {
        guard let socket = last.descriptor(member)?.socket else { return false }
        guard let local = Scene.port(socket.local), let remote = Scene.port(socket.remote) else { return true }
        if local >= 32768, remote < 32768 { return true }
        if local < 32768, remote >= 32768 { return false }
        return !listeningPorts.contains(local)
    }

    /// Ports on which the program waits for connections.
    private var listeningPorts: Set<Int> {
        let loops = members { group, _ in group.role == .acceptLoop }
        return Set(loops.compactMap { last.descriptor($0)?.socket?.local }.compactMap(Scene.port))
    }

    private static func port(_ address: String) -> Int? {
        address.utf8.lastIndex(of: UInt8(ascii: ":")).flatMap { Int(address[address.utf8.index(after: $0)...]) }
    }
}
