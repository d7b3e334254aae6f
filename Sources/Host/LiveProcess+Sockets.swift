import Evidence
import Wire

extension LiveProcess {
    public func sockets(inodes: Set<UInt64>, quality: inout Quality) -> [SocketFacts] {
        guard !inodes.isEmpty else { return [] }
        var result: [SocketFacts] = []
        var missing = inodes
        let isOwnNamespace = sharesNamespace("net") == true
        for network in ["tcp", "tcp6", "unix", "udp", "udp6"] where !missing.isEmpty {
            if isOwnNamespace, let found = TCPSockets.read(network, inodes: missing) {
                for socket in found { missing.remove(socket.inode) }
                result += found
                continue
            }
            guard let text = directory.optionalContents("net/" + network) else {
                // A system without IPv6 has no tcp6.
                if network == "tcp" || network == "unix" {
                    quality.count(
                        "sockets.unavailable", 1, .dataLoss, "the sockets of the network namespace cannot be listed")
                }
                continue
            }
            let found: [SocketFacts]
            if network == "unix" {
                found = unixSockets(text, missing, &quality)
            } else {
                found = SocketTable.internet(text, network: network, inodes: missing)
            }
            for socket in found { missing.remove(socket.inode) }
            result += found
        }
        return result.sorted { $0.inode < $1.inode }
    }

    private func unixSockets(_ text: Bytes, _ inodes: Set<UInt64>, _ quality: inout Quality) -> [SocketFacts] {
        var result = SocketTable.unix(text, inodes: inodes)
        guard !result.isEmpty else { return [] }
        guard sharesNamespace("net") != false, let peers = UnixPeers.read() else {
            quality.count(
                "sockets.unix-peers-unknown", result.count, .info,
                "unix sockets whose peers cannot be asked for from outside of their network namespace")
            return result
        }
        let wanted = Set(result.compactMap { peers[$0.inode] })
        let paths = Dictionary(
            SocketTable.unix(text, inodes: wanted).map { ($0.inode, $0.local) }, uniquingKeysWith: { a, _ in a })
        for index in result.indices {
            guard let peer = peers[result[index].inode] else { continue }
            let path = paths[peer] ?? ""
            result[index].remote = path.isEmpty ? "socket:[\(peer)]" : path
        }
        return result
    }
}
