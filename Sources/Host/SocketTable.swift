import Evidence
import Wire

/// Parsers of /proc/PID/net/{tcp,tcp6,udp,udp6,unix} (format: proc(5), net/ipv4/tcp_ipv4.c, net/unix/af_unix.c).
enum SocketTable {
    /// The sockets of one table whose inode is wanted. Lines that do not parse are left out.
    ///
    /// For a listening socket the kernel gives the connections that wait to be accepted as the receive queue.
    static func internet(_ text: Bytes, network: String, inodes: Set<UInt64>) -> [SocketFacts] {
        var result: [SocketFacts] = []
        var scanner = TextScanner(text)
        _ = scanner.line()
        while let line = scanner.line() {
            // The inode is the tenth field: looked at first, since most lines are of other processes.
            var probe = line
            probe.skipFields(9)
            guard let inode = probe.unsigned(), inodes.contains(inode), inode != 0 else { continue }
            if let socket = internet(line, network: network, inode: inode) { result.append(socket) }
        }
        return result
    }

    /// How long the kernel remembers a connection that this side ended (include/net/tcp.h: TCP_TIMEWAIT_LEN), in ticks
    /// of a hundredth of a second.
    private static let remembered: UInt64 = 6000

    /// Connections of a table of TCP that this side ended in the last so many nanoseconds, by `address:port` of the
    /// other side: what is in TIME_WAIT says how long it still will be.
    static func ended(_ text: Bytes, within time: Int64) -> [String: Int] {
        var result: [String: Int] = [:]
        var scanner = TextScanner(text)
        _ = scanner.line()
        while var line = scanner.line() {
            line.skipFields(2)
            guard let remote = line.field(), line.hexadecimal() == 6 else { continue }
            line.skipFields()
            guard line.hexadecimal() == 3, line.skip(byte: UInt8(ascii: ":")), let left = line.hexadecimal(),
                left <= remembered, Int64(remembered - left) * 10_000_000 <= time, let peer = endpoint(remote)
            else { continue }
            result[peer, default: 0] += 1
        }
        return result
    }

    private static func internet(_ start: TextScanner, network: String, inode: UInt64) -> SocketFacts? {
        var line = start
        line.skipFields()
        guard let local = line.field().flatMap(endpoint), let remote = line.field().flatMap(endpoint),
            let state = line.hexadecimal(), let send = line.hexadecimal(), line.skip(byte: UInt8(ascii: ":")),
            let receive = line.hexadecimal()
        else { return nil }
        let isTCP = network.hasPrefix("tcp")
        let name = isTCP ? stateName(state) : (state == 1 ? "ESTABLISHED" : "")
        return SocketFacts(
            network: network, inode: inode, local: local, remote: remote, state: name, sendQueue: send,
            receiveQueue: receive)
    }

    /// An `address:port` in the kernel's hexadecimal, as people write it; empty for all zeros (not bound).
    private static func endpoint(_ field: String) -> String? {
        let text = Array(field.utf8)
        guard let colon = text.lastIndex(of: UInt8(ascii: ":")), colon == 8 || colon == 32,
            let port = hexadecimal(text[(colon + 1)...])
        else { return nil }
        var octets: [UInt8] = []
        for start in stride(from: 0, to: colon, by: 8) {
            // Each 32-bit word is printed as the machine's own (little-endian) number.
            guard let word = hexadecimal(text[start..<start + 8]) else { return nil }
            for shift in stride(from: UInt64(0), to: 32, by: 8) {
                octets.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        if port == 0, octets.allSatisfy({ $0 == 0 }) { return "" }
        return InternetAddress.text(octets, port: port)
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard !digits.isEmpty, digits.count <= 16 else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            guard let digit = TextScanner.hexadecimalDigit(byte) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    /// What netstat calls a state of TCP.
    static func stateName(_ state: UInt64) -> String { stateNames[state] ?? "state \(state)" }

    /// include/net/tcp_states.h
    private static let stateNames: [UInt64: String] = [
        1: "ESTABLISHED", 2: "SYN_SENT", 3: "SYN_RECV", 4: "FIN_WAIT1", 5: "FIN_WAIT2", 6: "TIME_WAIT", 7: "CLOSE",
        8: "CLOSE_WAIT", 9: "LAST_ACK", 10: "LISTEN", 11: "CLOSING", 12: "NEW_SYN_RECV",
    ]

    /// The unix sockets whose inode is wanted; an abstract name begins with `@`.
    static func unix(_ text: Bytes, inodes: Set<UInt64>) -> [SocketFacts] {
        var result: [SocketFacts] = []
        var scanner = TextScanner(text)
        _ = scanner.line()
        while var line = scanner.line() {
            line.skipFields(3)
            guard let flags = line.hexadecimal() else { continue }
            line.skipFields()
            guard let state = line.hexadecimal(), let inode = line.unsigned(), inode != 0, inodes.contains(inode)
            else { continue }
            // __SO_ACCEPTCON in the flags means listening; the state is that of include/uapi/linux/net.h.
            let isListening = flags & 0x10000 != 0
            let name = isListening ? "LISTEN" : [2: "CONNECTING", 3: "CONNECTED", 4: "DISCONNECTING"][state] ?? ""
            result.append(
                SocketFacts(
                    network: "unix", inode: inode, local: line.rest(), remote: "", state: name, sendQueue: 0,
                    receiveQueue: 0))
        }
        return result
    }
}

/// Internet addresses as text.
enum InternetAddress {
    /// `address:port` of 4 or 16 octets in network order; IPv6 by RFC 5952 in brackets, IPv4-mapped as IPv4.
    static func text(_ octets: [UInt8], port: UInt64) -> String {
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        if octets.count == 16, Array(octets[..<12]) != mapped { return "[\(version6(octets))]:\(port)" }
        return octets.suffix(4).map { "\($0)" }.joined(separator: ".") + ":\(port)"
    }

    /// The longest run of two or more zero groups is written `::`, the first of equals (RFC 5952, section 4.2).
    private static func version6(_ octets: [UInt8]) -> String {
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1]) }
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start >= 2, end - start > best.count { best = start..<end }
            start = max(end, start + 1)
        }
        let texts = groups.map { String($0, radix: 16) }
        guard !best.isEmpty else { return texts.joined(separator: ":") }
        return texts[..<best.lowerBound].joined(separator: ":") + "::"
            + texts[best.upperBound...].joined(separator: ":")
    }
}
