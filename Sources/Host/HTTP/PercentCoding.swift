/// Percent-encoding of addresses, by the tables of Go's net/url.
enum PercentCoding {
    /// Letters, digits and `-_.~`: never encoded (RFC 3986, section 2.3).
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// The bytes behind a percent-encoded text; nil when two hexadecimal digits are missing behind a `%`.
    static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = false) -> [UInt8]? {
        var result: [UInt8] = []
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = bytes.next().flatMap(digit), let low = bytes.next().flatMap(digit) else { return nil }
                result.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: result.append(0x20)
            default: result.append(byte)
            }
        }
        return result
    }

    static func encoded(_ bytes: some Sequence<UInt8>, keeping isKept: (UInt8) -> Bool) -> String {
        var result: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in bytes {
            if isKept(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A path as Go sends it: untouched when it is valid, else encoded anew; nil when it cannot be decoded.
    static func normalizedPath(_ path: some StringProtocol) -> String? {
        guard let bytes = decoded(path) else { return nil }
        if path.utf8.allSatisfy({ isUnreserved($0) || "!$&'()*+,;=:@[]%/".utf8.contains($0) }) { return String(path) }
        return encoded(bytes) { isUnreserved($0) || "$&+,/:;=@".utf8.contains($0) }
    }

    /// User and password as Go sends them; nil when they have characters that may not be there.
    static func normalizedUser(_ text: some StringProtocol) -> String? {
        guard text.utf8.allSatisfy({ isUnreserved($0) || "!$&'()*+,;=:@%".utf8.contains($0) }) else { return nil }
        let name = text.prefix { $0 != ":" }
        guard let user = decoded(name) else { return nil }
        let isKept: (UInt8) -> Bool = { isUnreserved($0) || "$&+,;=".utf8.contains($0) }
        guard name.endIndex < text.endIndex else { return encoded(user, keeping: isKept) }
        guard let password = decoded(text[name.endIndex...].dropFirst()) else { return nil }
        return encoded(user, keeping: isKept) + ":" + encoded(password, keeping: isKept)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
