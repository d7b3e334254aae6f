import Evidence

/// What processes did with the sockets that they connected: the questions to resolvers of names, and the connections to
/// other peers. Of sources that tell descriptors.
public struct ClientSockets: Sendable {
    /// One question to a resolver, or several that were sent together, until they were answered.
    public struct Question: Sendable {
        /// In `ActivityTables.processes`.
        public var process: Int32
        /// Address and port of the resolver.
        public var server: String
        /// When the first one was sent.
        public var time: Int64
        /// Nanoseconds to the last answer, or until nobody waited for it any more.
        public var duration: Int64
        public var isAnswered: Bool
        /// The machine that was asked said that nobody listens there.
        public var isRefused: Bool
        /// Of the call that sent it.
        public var stack: UInt32
    }

    /// The connections of a process to one peer.
    public struct Peer: Sendable {
        public var process: Int32
        /// Address and port.
        public var address: String
        /// Connections that something was asked on.
        public var used = 0
        /// Times that something was sent, at first or after something had come, handshakes left out.
        public var exchanges = 0
        public var handshakes = 0
        /// Connections that ended meanwhile, and those of them that the peer ended.
        public var ended = 0
        public var endedByPeer = 0
        /// Nanoseconds from the begin of connecting to the first question, of all together.
        public var setUp: Int64 = 0
        /// Nanoseconds that those lived which ended.
        public var life: Int64 = 0
        /// Bytes that were sent and received.
        public var bytes: Int64 = 0
        /// First and last time that a connection was begun.
        public var first: Int64 = .max
        public var last: Int64 = .min
        /// How often each stack connected.
        public var stacks: [UInt32: Int] = [:]
    }

    public private(set) var questions: [Question] = []
    public private(set) var peers: [Peer] = []

    private struct Socket {
        var isStream: Bool
        var address: StringID = .empty
        /// Asked for names.
        var isResolver = false
        var begin: Int64 = 0
        var stack: UInt32 = 0
        var sent = 0
        var received = 0
        var since: Int64 = 0
        /// Number in `peers` once something was asked on it.
        var peer = -1
        var isHandshake = false
        var hasAnswer = false
        var isEndedByPeer = false
    }

    private struct PeerKey: Hashable {
        var process: Int32
        var address: StringID
    }

    private enum Call { case socket, connect, send, receive, close, execute, exit }

    /// Nanoseconds after which resolvers ask again or give up: what comes later answers nobody. Go's and that of C wait
    /// so long unless resolv.conf says otherwise.
    public static let resolverTimeout: Int64 = 5_000_000_000

    /// By process, in `ActivityTables.processes`, and descriptor.
    private var sockets: [Int32: [Int32: Socket]] = [:]
    private var peerNumbers: [PeerKey: Int] = [:]
    private var calls: [StringID: Call?] = [:]
    private var traits: [UInt32: StackTraits] = [:]

    private struct StackTraits {
        var asksForNames = false
        var isHandshake = false
    }

    public init() {}

    private static let names: [String: Call] = [
        "socket": .socket, "connect": .connect, "write": .send, "writev": .send, "sendto": .send, "sendmsg": .send,
        "sendmmsg": .send, "sendfile": .send, "splice": .send, "read": .receive, "readv": .receive,
        "recvfrom": .receive, "recvmsg": .receive, "recvmmsg": .receive, "close": .close,
        "execve": .execute, "execveat": .execute, "process exit": .exit,
    ]

    /// Takes an event; they come in the order of their times.
    public mutating func take(_ event: ActivityEvent, _ tables: ActivityTables) {
        guard let call = call(event.operation, tables) else { return }
        if call == .socket {
            let kind = tables.strings[event.path]
            guard kind.hasPrefix("socket:tcp") || kind.hasPrefix("socket:udp"),
                let made = Self.number(event.result, tables), made >= 0
            else { return }
            let descriptor = Int32(truncatingIfNeeded: made)
            let former = sockets[event.process, default: [:]].updateValue(
                Socket(isStream: kind.hasPrefix("socket:tcp")), forKey: descriptor)
            // Its number is free again: that it was closed was not seen.
            if let former { close(former, process: event.process, at: event.time, tables) }
            return
        }
        if call == .execute || call == .exit {
            // Client sockets are closed on execution nearly always, as Go and resolvers make them.
            if call == .execute, Self.number(event.result, tables) != 0 { return }
            return closeAll(of: event.process, at: event.end, tables)
        }
        guard event.descriptor >= 0 else { return }
        guard var socket = sockets[event.process]?[event.descriptor] else { return }
        if call != .close { dropLate(&socket, event, tables) }
        switch call {
        case .socket, .execute, .exit: return
        case .connect: connect(&socket, event, tables)
        case .send: send(&socket, event, tables)
        case .receive: receive(&socket, event, tables)
        case .close:
            close(socket, process: event.process, at: event.time, tables)
            sockets[event.process]?[event.descriptor] = nil
            return
        }
        sockets[event.process]?[event.descriptor] = socket
    }

    /// Ends what was still waited for when the source ended; of what was asked just then, nothing is known.
    public mutating func finish(at end: Int64, _ tables: ActivityTables) {
        for (process, own) in sockets {
            for socket in own.values where socket.isResolver && end &- socket.since >= Self.resolverTimeout {
                giveUp(socket, process: process, at: end, tables)
            }
        }
        sockets = [:]
        questions.sort {
            ($0.time, $0.process, $0.duration, $0.server, $0.stack)
                < ($1.time, $1.process, $1.duration, $1.server, $1.stack)
        }
    }

    private mutating func closeAll(of process: Int32, at time: Int64, _ tables: ActivityTables) {
        guard let own = sockets.removeValue(forKey: process) else { return }
        for (_, socket) in own.sorted(by: { $0.key < $1.key }) { close(socket, process: process, at: time, tables) }
    }

    /// A datagram that was lost is not waited for on a socket that goes on.
    private mutating func dropLate(_ socket: inout Socket, _ event: ActivityEvent, _ tables: ActivityTables) {
        guard socket.isResolver, socket.sent > socket.received,
            event.time &- socket.since >= Self.resolverTimeout
        else { return }
        giveUp(socket, process: event.process, at: event.time, tables)
        (socket.sent, socket.received) = (0, 0)
    }

    private mutating func call(_ operation: StringID, _ tables: ActivityTables) -> Call? {
        if let known = calls[operation] { return known }
        let call = Self.names[tables.strings[operation]]
        calls[operation] = .some(call)
        return call
    }

    private mutating func traits(_ stack: UInt32, _ tables: ActivityTables) -> StackTraits {
        if let known = traits[stack] { return known }
        var found = StackTraits()
        for name in tables.functionNames(stack) {
            // Connecting to a host by its name has other methods of the resolver on its stack.
            if name == "net.(*Resolver).exchange" || name == "net.dnsPacketRoundTrip"
                || name == "net.dnsStreamRoundTrip"
            {
                found.asksForNames = true
            }
            if name.hasPrefix("crypto/tls.(*Conn).") && name.lowercased().contains("handshake") {
                found.isHandshake = true
            }
        }
        traits[stack] = found
        return found
    }

    private mutating func connect(_ socket: inout Socket, _ event: ActivityEvent, _ tables: ActivityTables) {
        let result = tables.strings[event.result]
        guard result == "0" || result == "EINPROGRESS" || result == "EINTR", event.path != .empty else { return }
        // Asked again whether it is connected by now.
        if socket.address == event.path, socket.isStream { return }
        let isResolver = tables.strings[event.path].hasSuffix(":53") || traits(event.stack, tables).asksForNames
        socket = Socket(
            isStream: socket.isStream, address: event.path, isResolver: isResolver, begin: event.time,
            stack: event.stack)
    }

    private mutating func send(_ socket: inout Socket, _ event: ActivityEvent, _ tables: ActivityTables) {
        guard let count = Self.number(event.result, tables), count > 0 else { return }
        if socket.address == .empty, tables.strings[event.path].hasSuffix(":53"), !socket.isStream {
            socket.address = event.path
            socket.isResolver = true
        }
        if socket.isResolver {
            if socket.sent == socket.received {
                socket.since = event.time
                socket.stack = event.stack
            }
            // Several messages are counted by one call.
            socket.sent += tables.strings[event.operation] == "sendmmsg" ? Int(min(count, 1024)) : 1
            return
        }
        guard socket.isStream, socket.address != .empty else { return }
        let number = peer(PeerKey(process: event.process, address: socket.address), tables)
        peers[number].bytes &+= count
        if traits(event.stack, tables).isHandshake {
            if !socket.isHandshake { peers[number].handshakes += 1 }
            socket.isHandshake = true
            return
        }
        if socket.peer < 0 {
            socket.peer = number
            peers[number].used += 1
            peers[number].exchanges += 1
            peers[number].setUp &+= max(0, event.time &- socket.begin)
            peers[number].first = min(peers[number].first, socket.begin)
            peers[number].last = max(peers[number].last, socket.begin)
            peers[number].stacks[socket.stack, default: 0] += 1
        } else if socket.hasAnswer {
            peers[number].exchanges += 1
        }
        socket.hasAnswer = false
    }

    private mutating func receive(_ socket: inout Socket, _ event: ActivityEvent, _ tables: ActivityTables) {
        let count = Self.number(event.result, tables)
        if socket.isResolver {
            guard socket.sent > socket.received else { return }
            let isRefused = count == nil && tables.strings[event.result] == "ECONNREFUSED"
            guard isRefused || count ?? 0 > 0 else { return }
            socket.received = isRefused ? socket.sent : socket.received + 1
            guard socket.received >= socket.sent else { return }
            questions.append(
                question(socket, event.process, until: event.end, isAnswered: !isRefused, isRefused, tables))
            return
        }
        guard let count else { return }
        if count == 0 { socket.isEndedByPeer = true }
        if count > 0 {
            // What comes of the handshake is no answer.
            if !traits(event.stack, tables).isHandshake { socket.hasAnswer = true }
            if socket.peer >= 0 { peers[socket.peer].bytes &+= count }
        }
    }

    private mutating func close(_ socket: Socket, process: Int32, at time: Int64, _ tables: ActivityTables) {
        giveUp(socket, process: process, at: time, tables)
        guard socket.peer >= 0 else { return }
        peers[socket.peer].ended += 1
        if socket.isEndedByPeer { peers[socket.peer].endedByPeer += 1 }
        peers[socket.peer].life &+= max(0, time &- socket.begin)
    }

    private mutating func giveUp(_ socket: Socket, process: Int32, at time: Int64, _ tables: ActivityTables) {
        guard socket.isResolver, socket.sent > socket.received else { return }
        let last = min(time, socket.since &+ Self.resolverTimeout)
        questions.append(question(socket, process, until: last, isAnswered: false, false, tables))
    }

    private func question(
        _ socket: Socket, _ process: Int32, until end: Int64, isAnswered: Bool, _ isRefused: Bool,
        _ tables: ActivityTables
    ) -> Question {
        Question(
            process: process, server: tables.strings[socket.address], time: socket.since,
            duration: max(0, end &- socket.since), isAnswered: isAnswered, isRefused: isRefused, stack: socket.stack)
    }

    private mutating func peer(_ key: PeerKey, _ tables: ActivityTables) -> Int {
        if let known = peerNumbers[key] { return known }
        peers.append(Peer(process: key.process, address: tables.strings[key.address]))
        peerNumbers[key] = peers.count - 1
        return peers.count - 1
    }

    /// The number that a call returned; nil for an error.
    private static func number(_ result: StringID, _ tables: ActivityTables) -> Int64? {
        Int64(tables.strings[result])
    }
}
