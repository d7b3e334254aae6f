/// A call as strace prints it, from behind its opening bracket: the places of its arguments and of its result. One
/// value is used for call after call, so that its array is made once.
///
/// Commas and brackets count where they stand in no string, list, structure, comment or description of a descriptor.
struct StraceCallText {
    /// Where each argument stands, without the spaces around it.
    private(set) var arguments: [Range<Int>] = []
    /// What stands behind `= `; nil when the call has no result yet.
    private(set) var result: Range<Int>?

    /// - Returns: whether the call is whole.
    mutating func parse(_ text: [UInt8], from start: Int, to end: Int) -> Bool {
        arguments.removeAll(keepingCapacity: true)
        result = nil
        if scan(text, start, end, isStrict: true) { return true }
        // Brackets that do not match, as an older strace or a truncated structure may print them: the last `) = ` counts.
        guard let close = Self.lastClose(text, start, end) else { return false }
        arguments.removeAll(keepingCapacity: true)
        _ = scan(text, start, close.bracket, isStrict: false)
        result = close.result..<end
        return true
    }

    private mutating func scan(_ text: [UInt8], _ start: Int, _ end: Int, isStrict: Bool) -> Bool {
        var at = start
        var argument = start
        var depth = 0
        while at < end {
            switch text[at] {
            case UInt8(ascii: "\""): at = Self.stringEnd(text, at, end)
            case UInt8(ascii: "<"):
                at = at + 1 < end && text[at + 1] == UInt8(ascii: "<") ? at + 1 : Self.angleEnd(text, at, end)
            case UInt8(ascii: "/") where at + 1 < end && text[at + 1] == UInt8(ascii: "*"):
                at = Self.commentEnd(text, at, end)
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(depth - 1, 0)
            case UInt8(ascii: ")"):
                if depth == 0, isStrict, let place = Self.resultStart(text, at + 1, end) {
                    add(text, argument, at)
                    result = place..<end
                    return true
                }
                depth = max(depth - 1, 0)
            case UInt8(ascii: ",") where depth == 0:
                add(text, argument, at)
                argument = at + 1
            default: break
            }
            at += 1
        }
        add(text, argument, end)
        return false
    }

    private mutating func add(_ text: [UInt8], _ start: Int, _ end: Int) {
        var (start, end) = (start, end)
        while start < end, text[start] == UInt8(ascii: " ") { start += 1 }
        while start < end, text[end - 1] == UInt8(ascii: " ") { end -= 1 }
        if start < end || !arguments.isEmpty { arguments.append(start..<end) }
    }

    /// The quotation mark that ends the string at `at`.
    static func stringEnd(_ text: [UInt8], _ at: Int, _ end: Int) -> Int {
        var index = at + 1
        while index < end, text[index] != UInt8(ascii: "\"") { index += text[index] == UInt8(ascii: "\\") ? 2 : 1 }
        return index
    }

    private static func commentEnd(_ text: [UInt8], _ at: Int, _ end: Int) -> Int {
        var index = at + 2
        while index + 1 < end {
            if text[index] == UInt8(ascii: "*"), text[index + 1] == UInt8(ascii: "/") { return index + 1 }
            index += 1
        }
        return at
    }

    /// The `>` that ends what -y says of a descriptor: `</dev/null<char 1:3>>`, `<TCP:[a->b]>`. Paths may have a `>`,
    /// which only newer versions print as `\76`: one that ends a description is followed by what can follow a
    /// descriptor. `at` itself when none ends it.
    static func angleEnd(_ text: [UInt8], _ at: Int, _ end: Int) -> Int {
        var index = at + 1
        var depth = 1
        while index < end {
            switch text[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "-") where index + 1 < end && text[index + 1] == UInt8(ascii: ">"): index += 1
            case UInt8(ascii: "<"): depth += 1
            case UInt8(ascii: ">"):
                guard depth > 1 || index + 1 >= end || isBehindDescription(text[index + 1]) else { break }
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
            index += 1
        }
        return at
    }

    private static func isBehindDescription(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: " "), UInt8(ascii: "]"), UInt8(ascii: "}"),
            UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: "|"):
            true
        default: false
        }
    }

    /// Where the result stands, if ` = ` follows; strace fills up with spaces before it.
    private static func resultStart(_ text: [UInt8], _ start: Int, _ end: Int) -> Int? {
        var at = start
        while at < end, text[at] == UInt8(ascii: " ") { at += 1 }
        guard at > start, at + 1 < end, text[at] == UInt8(ascii: "="), text[at + 1] == UInt8(ascii: " ") else {
            return nil
        }
        return at + 2
    }

    private static func lastClose(_ text: [UInt8], _ start: Int, _ end: Int) -> (bracket: Int, result: Int)? {
        var at = end - 1
        while at >= start {
            if text[at] == UInt8(ascii: ")"), let place = resultStart(text, at + 1, end) { return (at, place) }
            at -= 1
        }
        return nil
    }
}
