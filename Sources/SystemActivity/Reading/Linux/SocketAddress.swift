import Wire

/// The address of a socket as the kernel has it (`struct sockaddr`, address_families(7)).
enum SocketAddress {
    /// `10.0.0.1:53`, `[2001:db8::1]:443`, `/run/systemd/notify`, `@abstract`; what it is otherwise, such as
    /// `netlink`; nil when it is too short to say anything.
    static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.count >= 2 else { return nil }
        let at = bytes.startIndex
        let family = UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8
        let rest = bytes.dropFirst(2)
        switch family {
        case 0: return "unspecified"
        case 1: return local(rest)
        case 2:
            guard bytes.count >= 8 else { return nil }
            return bytes[(at + 4)..<(at + 8)].map { String($0) }.joined(separator: ".") + ":" + port(rest)
        case 10:
            guard bytes.count >= 24 else { return nil }
            return "[" + version6(bytes[(at + 8)..<(at + 24)]) + "]:" + port(rest)
        case 16: return "netlink"
        case 17: return "packet"
        case 38: return "kernel cryptography"
        case 40: return "virtual machine"
        default: return "family \(family)"
        }
    }

    private static func port(_ bytes: ArraySlice<UInt8>) -> String {
        String(UInt16(bytes[bytes.startIndex]) << 8 | UInt16(bytes[bytes.startIndex + 1]))
    }

    private static func local(_ bytes: ArraySlice<UInt8>) -> String {
        guard let first = bytes.first else { return "unnamed" }
        if first == 0 {
            return bytes.count > 1 ? "@" + String(decoding: bytes.dropFirst(), as: UTF8.self) : "unnamed"
        }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// RFC 5952: the longest run of zeros is left out, and the first one of equals.
    static func version6(_ bytes: ArraySlice<UInt8>) -> String {
        let at = bytes.startIndex
        let groups = (0..<8).map { UInt16(bytes[at + $0 * 2]) << 8 | UInt16(bytes[at + $0 * 2 + 1]) }
        if groups[0..<5].allSatisfy({ $0 == 0 }), groups[5] == 0xffff {
            return "::ffff:" + bytes.suffix(4).map { String($0) }.joined(separator: ".")
        }
        var longest = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > longest.count, end - start > 1 { longest = start..<end }
            start = end + 1
        }
        func text(_ range: Range<Int>) -> String {
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        if longest.isEmpty { return text(0..<8) }
        return text(0..<longest.lowerBound) + "::" + text(longest.upperBound..<8)
    }
}
