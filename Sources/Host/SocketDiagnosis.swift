import CLinux
import Evidence
import Glibc

/// Peers of connected unix sockets, by inode, through sock_diag(7).
enum UnixPeers {
    /// All pairs of sonde's own network namespace; nil when the kernel does not tell.
    static func read() -> [UInt64: UInt64]? {
        var capacity = 1024
        for _ in 0..<4 {
            var pairs = [sonde_unix_peer](repeating: sonde_unix_peer(), count: capacity)
            let count = unsafe sonde_unix_peers(&pairs, capacity)
            guard count >= 0 else { return nil }
            if count <= capacity {
                return Dictionary(pairs[..<count].map { ($0.inode, $0.peer) }, uniquingKeysWith: { a, _ in a })
            }
            capacity = count + 1024
        }
        return nil
    }
}

/// TCP sockets through sock_diag(7).
///
/// The kernel walks its hash table of connections once and writes the ones in it. For /proc/net/tcp it walks the table
/// several times, which alone takes 10 ms where the table is large, however few connections there are.
enum TCPSockets {
    /// The sockets of sonde's own network namespace whose inode is wanted; nil when the kernel does not tell, or for
    /// another network than `tcp` and `tcp6`.
    static func read(_ network: String, inodes: Set<UInt64>) -> [SocketFacts]? {
        let family: Int32
        switch network {
        case "tcp": family = AF_INET
        case "tcp6": family = AF_INET6
        default: return nil
        }
        let wanted = inodes.sorted()
        var found = [sonde_tcp_socket](repeating: sonde_tcp_socket(), count: wanted.count)
        let count = unsafe sonde_tcp_sockets(family, wanted, wanted.count, &found)
        guard count >= 0 else { return nil }
        return found[..<count].map { facts($0, network: network) }
    }

    private static func facts(_ socket: sonde_tcp_socket, network: String) -> SocketFacts {
        let octets = network == "tcp" ? 4 : 16
        // For a listening socket the kernel gives the limit of the queue here.
        let isListening = socket.state == 10
        return SocketFacts(
            network: network, inode: socket.inode,
            local: text(unsafe withUnsafeBytes(of: socket.local) { unsafe Array($0[..<octets]) }, socket.local_port),
            remote: text(unsafe withUnsafeBytes(of: socket.remote) { unsafe Array($0[..<octets]) }, socket.remote_port),
            state: SocketTable.stateName(UInt64(socket.state)),
            sendQueue: isListening ? 0 : UInt64(socket.send_queue), receiveQueue: UInt64(socket.receive_queue))
    }

    /// Empty for all zeros (not bound).
    private static func text(_ octets: [UInt8], _ port: UInt16) -> String {
        if port == 0, octets.allSatisfy({ $0 == 0 }) { return "" }
        return InternetAddress.text(octets, port: UInt64(port))
    }
}
