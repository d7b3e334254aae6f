/// Addresses: those of this machine alone stay, and so do ports.
extension Redactor {
    /// The address of a socket, in the forms that sonde writes: `10.0.0.1:53`, `[2001:db8::1]:443`, `/run/a.sock`, `@name`,
    /// `host:80`; words such as `netlink` stay.
    public func address(_ text: String) -> String {
        if text.hasPrefix("/") || text.hasPrefix("@") { return unixSocket(text) }
        if let known = numeric(text) { return known }
        guard let colon = text.lastIndex(of: ":"), text[text.index(after: colon)...].allSatisfy(\.isNumber) else {
            return text.allSatisfy { $0.isLowercase || $0 == " " || $0.isNumber || $0 == "*" } ? text : host(text)
        }
        return host(String(text[..<colon])) + text[colon...]
    }

    /// The name of a unix socket: a path, or `@name`.
    public func unixSocket(_ text: String) -> String {
        if text.hasPrefix("@") { return "@" + pseudonym(String(text.dropFirst()), .address) }
        return text.isEmpty ? text : "/" + pseudonym(text, .address)
    }

    /// The name of a machine.
    public func host(_ name: String) -> String {
        let isPlain = name.isEmpty || name == "localhost" || name == "*"
        return isPlain ? name : numeric(name) ?? pseudonym(name, .host)
    }

    /// An address of numbers, with or without a port; nil for what is none.
    func numeric(_ text: String) -> String? {
        if text.hasPrefix("["), let end = text.lastIndex(of: "]") {
            let inner = text[text.index(after: text.startIndex)..<end]
            guard let address = version6(inner) else { return nil }
            return "[" + address + "]" + text[text.index(after: end)...]
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count <= 2, let bytes = Self.bytes4(parts[0]) {
            return ([Self.text4(version4(bytes))] + parts.dropFirst().map(String.init)).joined(separator: ":")
        }
        return parts.count > 2 ? version6(text[...]) : nil
    }

    /// - Parameter bytes: four, in the order of the network.
    public func version4(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count == 4, bytes[0] != 127, bytes != [0, 0, 0, 0] else { return bytes }
        let address = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let number = pseudonyms.version4(address, Self.text4(bytes))
        return (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32($0))) }
    }

    /// - Parameter bytes: sixteen, in the order of the network.
    public func version6(_ bytes: [UInt8]) -> [UInt8] {
        let isLocal = bytes.dropLast().allSatisfy { $0 == 0 } && (bytes.last ?? 0) <= 1
        if bytes.count != 16 || isLocal { return bytes }
        if Self.isMapped(bytes) { return Array(bytes.prefix(12)) + version4(Array(bytes.suffix(4))) }
        return [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0] + pseudonyms.version6(bytes, Self.text6(bytes))
    }

    private func version6(_ text: Substring) -> String? {
        let zone = text.firstIndex(of: "%") ?? text.endIndex
        guard let bytes = Self.bytes6(text[..<zone]) else { return nil }
        let new = version6(bytes)
        return (new == bytes ? String(text[..<zone]) : Self.text6(new)) + text[zone...]
    }

    // MARK: - Forms

    private static func isMapped(_ bytes: [UInt8]) -> Bool {
        bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
    }

    private static func text4(_ bytes: [UInt8]) -> String { bytes.map { String($0) }.joined(separator: ".") }

    /// An address that was mapped or that a redaction made, as RFC 5952 has it; others without leaving zeros out.
    private static func text6(_ bytes: [UInt8]) -> String {
        if isMapped(bytes) { return "::ffff:" + text4(Array(bytes.suffix(4))) }
        let groups = (0..<8).map { String(UInt16(bytes[$0 * 2]) << 8 | UInt16(bytes[$0 * 2 + 1]), radix: 16) }
        if groups[2] == "0", groups[3] == "0" {
            return groups[..<2].joined(separator: ":") + "::" + groups[4...].joined(separator: ":")
        }
        return groups.joined(separator: ":")
    }

    static func bytes4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part in
            part.utf8.count <= 3 && part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt8(part) : nil
        }
        return bytes.count == 4 ? bytes : nil
    }

    static func bytes6(_ text: Substring) -> [UInt8]? {
        var text = text
        var end: [UInt8] = []
        if let last = text.split(separator: ":").last, last.contains(".") {
            guard let mapped = bytes4(last) else { return nil }
            end = mapped
            text = text.dropLast(last.count)
            if text.hasSuffix(":"), !text.hasSuffix("::") { text = text.dropLast() }
        }
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        let head = groups(halves[0])
        let tail = halves.count > 1 ? groups(halves[1]) : []
        guard let head, let tail else { return nil }
        let given = head.count + tail.count + end.count
        guard halves.count > 1 ? given <= 14 : given == 16 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - given) + tail + end
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard part.utf8.count <= 4, part.allSatisfy(\.isHexDigit), let group = UInt16(part, radix: 16) else {
                return nil
            }
            bytes += [UInt8(group >> 8), UInt8(group & 0xff)]
        }
        return bytes
    }
}
