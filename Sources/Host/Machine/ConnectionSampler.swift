import Evidence
import Glibc
import Wire

/// Connections that a process has, look by look: short ones are met by chance, and each only once.
public struct ConnectionSampler: Sendable {
    private let process: LiveProcess
    private let directory: ProcessDirectory
    /// Peers of the sockets that were met, by inode; empty for those that have none.
    private var peers: [UInt64: String] = [:]
    private var most: [String: Int] = [:]
    private var different: [String: Int] = [:]

    /// Sockets that are remembered: an inode may be given anew.
    private static let limit = 65_536

    /// Peers that are told of without being asked for.
    private static let greatest = 8

    /// - Throws: `gone`.
    public init(processID: Int32) throws {
        process = try LiveProcess(processID: processID)
        directory = try ProcessDirectory(processID: processID)
    }

    /// Looks once.
    public mutating func look() {
        guard let numbers = directory.numbers(in: "fd") else { return }
        let open = numbers.compactMap { directory.link("fd/\($0)").flatMap(Self.socket) }
        let new = Set(open).subtracting(peers.keys)
        if !new.isEmpty {
            if peers.count > Self.limit {
                let isOpen = Set(open)
                peers = peers.filter { isOpen.contains($0.key) }
            }
            var quality = Quality()
            for inode in new { peers[inode] = "" }
            for socket in process.sockets(inodes: new, quality: &quality) where socket.network.hasPrefix("tcp") {
                guard !socket.remote.isEmpty else { continue }
                peers[socket.inode] = socket.remote
                different[socket.remote, default: 0] += 1
            }
        }
        var now: [String: Int] = [:]
        for inode in open { if let peer = peers[inode], !peer.isEmpty { now[peer, default: 0] += 1 } }
        for (peer, count) in now { most[peer] = max(most[peer] ?? 0, count) }
    }

    /// `socket:[4711]`
    private static func socket(_ target: String) -> UInt64? {
        guard target.hasPrefix("socket:["), target.hasSuffix("]") else { return nil }
        return UInt64(target.dropFirst(8).dropLast())
    }

    /// Of these peers, and of those with most connections at a time: how many different ones were met, and how many at a
    /// time at most.
    public func connections(to wanted: some Sequence<String>) -> [String: ConnectionCount] {
        var result: [String: ConnectionCount] = [:]
        let greatest = most.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.greatest).map(\.key)
        for peer in Array(wanted) + greatest {
            guard let count = different[peer] else { continue }
            result[peer] = ConnectionCount(different: count, most: most[peer] ?? 1)
        }
        return result
    }
}
