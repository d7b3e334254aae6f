import Evidence

/// Meanings of what strace prints: strings with escapes, descriptors with descriptions, addresses of sockets, flags.
enum StraceText {
    /// Appends the bytes of a string as C writes it, from its opening quotation mark.
    /// - Returns: whether the string is whole, and not cut (`"…"...`).
    @discardableResult
    static func decode(_ text: [UInt8], string range: Range<Int>, to bytes: inout [UInt8]) -> Bool {
        guard range.lowerBound < range.upperBound else { return false }
        let close = StraceCallText.stringEnd(text, range.lowerBound, range.upperBound)
        guard close < range.upperBound else { return false }
        unescape(text, (range.lowerBound + 1)..<close, to: &bytes)
        return close + 1 >= range.upperBound || text[close + 1] != UInt8(ascii: ".")
    }

    static func isString(_ text: [UInt8], _ argument: Range<Int>) -> Bool {
        !argument.isEmpty && text[argument.lowerBound] == UInt8(ascii: "\"")
    }

    /// Appends text whose escapes are replaced: `\n`, `\"`, octal `\1`, and `\x41`.
    static func unescape(_ text: [UInt8], _ range: Range<Int>, to bytes: inout [UInt8]) {
        var at = range.lowerBound
        while at < range.upperBound {
            let byte = text[at]
            at += 1
            guard byte == UInt8(ascii: "\\"), at < range.upperBound else {
                bytes.append(byte)
                continue
            }
            let escaped = text[at]
            at += 1
            switch escaped {
            case UInt8(ascii: "n"): bytes.append(10)
            case UInt8(ascii: "t"): bytes.append(9)
            case UInt8(ascii: "r"): bytes.append(13)
            case UInt8(ascii: "v"): bytes.append(11)
            case UInt8(ascii: "f"): bytes.append(12)
            case UInt8(ascii: "x"):
                var value: UInt8 = 0
                var digits = 0
                while digits < 2, at < range.upperBound, let digit = hexadecimal(text[at]) {
                    value = value &* 16 &+ digit
                    digits += 1
                    at += 1
                }
                bytes.append(value)
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                var value = escaped &- 48
                var digits = 1
                while digits < 3, at < range.upperBound, text[at] &- 48 < 8 {
                    value = value &* 8 &+ (text[at] &- 48)
                    digits += 1
                    at += 1
                }
                bytes.append(value)
            default: bytes.append(escaped)
            }
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        if byte &- 48 < 10 { return byte &- 48 }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return letter < 6 ? letter &+ 10 : nil
    }

    /// What stands in the angle brackets behind a descriptor, without the kind of device inside of it; nil when nothing
    /// does.
    static func description(_ text: [UInt8], _ argument: Range<Int>) -> Range<Int>? {
        var at = argument.lowerBound
        while at < argument.upperBound, text[at] != UInt8(ascii: "<") {
            let byte = text[at]
            // A number, or AT_FDCWD.
            guard byte &- 48 < 10 || byte == UInt8(ascii: "_") || byte &- 65 < 26 else { return nil }
            at += 1
        }
        guard at < argument.upperBound, at > argument.lowerBound else { return nil }
        let close = StraceCallText.angleEnd(text, at, argument.upperBound)
        return close > at ? withoutDevice(text, (at + 1)..<close) : nil
    }

    /// `/dev/null<char 1:3>` without its end.
    static func withoutDevice(_ text: [UInt8], _ range: Range<Int>) -> Range<Int> {
        guard !range.isEmpty, text[range.upperBound - 1] == UInt8(ascii: ">") else { return range }
        var at = range.upperBound - 1
        while at > range.lowerBound, text[at] != UInt8(ascii: "<") { at -= 1 }
        return at > range.lowerBound ? range.lowerBound..<at : range
    }

    /// A descriptor, `AT_FDCWD` as -100; nil for anything else.
    static func descriptor(_ text: [UInt8], _ argument: Range<Int>) -> Int32? {
        if let value = StraceNumber.value(text, argument) { return Int32(truncatingIfNeeded: value) }
        return starts(text, argument.lowerBound, "AT_FDCWD") ? -100 : nil
    }

    /// Flags by name or number, joined by `|`: what of them is known.
    static func flags(_ text: [UInt8], _ argument: Range<Int>) -> UInt64 {
        var value: UInt64 = 0
        for part in text[argument].split(separator: UInt8(ascii: "|")) {
            if let number = StraceNumber.value(text, part.startIndex..<part.endIndex) {
                value |= UInt64(bitPattern: number)
            } else {
                let name = part.prefix { $0 == UInt8(ascii: "_") || $0 &- 48 < 10 || ($0 | 0x20) &- 97 < 26 }
                value |= LinuxConstants.value(String(decoding: name, as: UTF8.self)) ?? 0
            }
        }
        return value
    }

    static func starts(_ text: [UInt8], _ at: Int, _ word: StaticString) -> Bool {
        guard at >= 0, text.count - at >= word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            for index in 0..<letters.count where text[at + index] != letters[index] { return false }
            return true
        }
    }

    /// Where a word stands; nil when it does not.
    static func find(_ word: StaticString, _ text: [UInt8], _ range: Range<Int>) -> Int? {
        var at = range.lowerBound
        while at + word.utf8CodeUnitCount <= range.upperBound {
            if starts(text, at, word) { return at }
            at += 1
        }
        return nil
    }

    /// `{sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.1")}` as `10.0.0.1:53`; nil for what is no
    /// address of a socket.
    static func address(_ text: [UInt8], _ argument: Range<Int>) -> String? {
        guard starts(text, argument.lowerBound, "{sa_family=") || starts(text, argument.lowerBound, "[{sa_family=")
        else {
            return nil
        }
        func string(after word: StaticString) -> String? {
            guard var at = find(word, text, argument) else { return nil }
            at += word.utf8CodeUnitCount
            let isAbstract = at < argument.upperBound && text[at] == UInt8(ascii: "@")
            if isAbstract { at += 1 }
            guard at < argument.upperBound, text[at] == UInt8(ascii: "\"") else { return nil }
            var bytes: [UInt8] = []
            decode(text, string: at..<argument.upperBound, to: &bytes)
            return (isAbstract ? "@" : "") + String(decoding: bytes, as: UTF8.self)
        }
        func port(after word: StaticString) -> String {
            guard let at = find(word, text, argument) else { return "?" }
            var index = at + word.utf8CodeUnitCount
            return StraceNumber.decimal(text, &index).map { String($0) } ?? "?"
        }
        if find("=AF_INET,", text, argument) != nil {
            return (string(after: "inet_addr(") ?? "?") + ":" + port(after: "sin_port=htons(")
        }
        if find("=AF_INET6,", text, argument) != nil {
            return "[" + (string(after: "inet_pton(AF_INET6, ") ?? "?") + "]:" + port(after: "sin6_port=htons(")
        }
        if find("=AF_UNIX", text, argument) != nil { return string(after: "sun_path=") ?? "unnamed" }
        let family = text[argument].drop { $0 != UInt8(ascii: "=") }.dropFirst()
            .prefix { $0 == UInt8(ascii: "_") || $0 &- 48 < 10 || $0 &- 65 < 26 }
        let name = String(decoding: family, as: UTF8.self)
        return name == "AF_NETLINK" ? "netlink" : name == "AF_UNSPEC" ? "unspecified" : name
    }

    /// The strings of a list, `["a", "b"]`, each decoded; nil when there is no list.
    static func list(_ text: [UInt8], _ argument: Range<Int>) -> (texts: [[UInt8]], isWhole: Bool)? {
        guard !argument.isEmpty, text[argument.lowerBound] == UInt8(ascii: "[") else { return nil }
        var texts: [[UInt8]] = []
        var isWhole = true
        var at = argument.lowerBound + 1
        while at < argument.upperBound {
            if text[at] == UInt8(ascii: "\"") {
                var bytes: [UInt8] = []
                if !decode(text, string: at..<argument.upperBound, to: &bytes) { isWhole = false }
                texts.append(bytes)
                at = StraceCallText.stringEnd(text, at, argument.upperBound)
            } else if text[at] == UInt8(ascii: ".") {
                isWhole = false
            }
            at += 1
        }
        return (texts, isWhole)
    }
}
