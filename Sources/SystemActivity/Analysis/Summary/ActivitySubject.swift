import Evidence

/// What kind of thing a path names.
public enum ActivitySubject: UInt8, Sendable {
    case nothing, file, registry, network
    /// Something between threads and processes: a pipe, an event counter.
    case channel
}

/// The subjects of events. On Linux the same calls read files, sockets and pipes: the path tells.
struct ActivitySubjects {
    /// By the number of the path, plus one; 0 for those not met yet.
    private var known: [UInt8] = []

    mutating func subject(_ event: ActivityEvent, _ tables: ActivityTables) -> ActivitySubject {
        switch event.kind {
        case .registry: return .registry
        case .network: return .network
        case .file where event.path != .empty: break
        default: return .nothing
        }
        let number = Int(event.path.rawValue)
        if number < known.count, known[number] != 0 { return ActivitySubject(rawValue: known[number] - 1) ?? .nothing }
        if number >= known.count {
            known += Array(repeating: 0, count: max(number + 1, known.count * 2) - known.count)
        }
        let subject = Self.subject(tables.strings.bytes(event.path))
        known[number] = subject.rawValue + 1
        return subject
    }

    private static func subject(_ path: ArraySlice<UInt8>) -> ActivitySubject {
        if path.first == UInt8(ascii: "/") { return .file }
        if networks.contains(where: { path.starts(with: $0) }) { return .network }
        return channels.contains { path.starts(with: $0) } ? .channel : .file
    }

    /// As captures name sockets, and strace -yy.
    private static let networks: [[UInt8]] = ["socket:", "TCP:", "TCPv6:", "UDP:", "UDPv6:", "UNIX", "NETLINK:"]
        .map { Array($0.utf8) }
    private static let channels: [[UInt8]] = [
        "pipe:", "socket pair:", "epoll", "eventfd", "signalfd", "timerfd", "inotify", "fanotify", "pidfd:",
        "perf event", "userfaultfd", "io_uring", "anon_inode:",
    ].map { Array($0.utf8) }
}
