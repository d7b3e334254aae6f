/// Texts without what differs from one run of the same command to the next: ids of processes, names of temporary files,
/// numbers of work folders.
public enum VolatileText {
    /// `/tmp/go-build123/b010/x` as `$WORK/b010/x`, `/proc/123/maps` as `/proc/*/maps`, `/tmp/a8f3c2910b` as `/tmp/*`,
    /// `ab/abc…(64 digits)-d` as `*/*-d`, `{GUID}` as `{*}`, `pipe:12` as `pipe:*`.
    public static func stable(_ text: String) -> String {
        guard text.utf8.contains(where: { isDigit($0) || $0 == UInt8(ascii: "{") }) else { return text }
        // Work folders on Windows are named as elsewhere.
        if text.contains("\\go-build") { return stable(text.replacing("\\", with: "/")) }
        var result: [UInt8] = []
        var isFirst = true
        for part in Array(text.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if !isFirst { result.append(UInt8(ascii: "/")) }
            isFirst = false
            append(part, to: &result)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A part of a path, or of a text without any.
    private static func append(_ part: ArraySlice<UInt8>, to result: inout [UInt8]) {
        // A folder of go's holds all that stands before it: -trimpath=/tmp/go-build1.
        if part.count > 8, part.starts(with: "go-build".utf8), part.dropFirst(8).allSatisfy({ isDigit($0) }) {
            let option = result.lastIndex { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: " ") }
            let path = option.map { $0 + 1 } ?? result.startIndex
            result.removeSubrange(path...)
            result += "$WORK".utf8
            return
        }
        if result.elementsEqual("/proc/".utf8), part.allSatisfy({ isDigit($0) }) { return result.append(star) }
        // The cache's files lie in folders named by two of their digits.
        let cut = part.lastIndex(of: UInt8(ascii: "-")) ?? part.endIndex
        if cut - part.startIndex == 64, part[..<cut].allSatisfy({ isHexadecimal($0) }) {
            if result.count > 3, result[result.count - 1] == UInt8(ascii: "/"),
                result[result.count - 3..<result.count - 1].elementsEqual(part.prefix(2))
            {
                result.removeLast(3)
                result += "*/".utf8
            }
            result.append(star)
            result += part[cut...]
            return
        }
        appendRuns(part, to: &result)
    }

    /// Copies a text, with `*` for runs of hexadecimal digits that are too long, or too mixed, to be a name, and for the
    /// numbers of pipes, sockets and the like.
    private static func appendRuns(_ part: ArraySlice<UInt8>, to result: inout [UInt8]) {
        var at = part.startIndex
        while at < part.endIndex {
            // A brace, 36 characters, a brace.
            if part[at] == UInt8(ascii: "{"), part[at...].prefix(38).firstIndex(of: UInt8(ascii: "}")) == at + 37 {
                result += "{*}".utf8
                at += 38
                continue
            }
            guard isHexadecimal(part[at]), at == part.startIndex || !isLetterOrDigit(part[at - 1]) || isDigit(part[at])
            else {
                result.append(part[at])
                at += 1
                continue
            }
            var end = at
            while end < part.endIndex, isHexadecimal(part[end]) { end += 1 }
            // A word such as `deadbeefs` goes on.
            if end < part.endIndex, isLetterOrDigit(part[end]), !isDigit(part[end - 1]) {
                while end < part.endIndex, isLetterOrDigit(part[end]), !isDigit(part[end]) { end += 1 }
                result += part[at..<end]
                at = end
                continue
            }
            let run = part[at..<end]
            let digits = run.count { isDigit($0) }
            let isNumbered =
                at > part.startIndex && part[at - 1] == UInt8(ascii: ":") && digits == run.count
                && isChannel(part[..<(at - 1)])
            let isVolatile = digits == run.count ? run.count >= 6 : digits >= 2 && run.count >= 8
            if isVolatile || isNumbered { result.append(star) } else { result += run }
            at = end
        }
    }

    private static func isChannel(_ name: ArraySlice<UInt8>) -> Bool {
        ["pipe", "pidfd", "socket pair", "socket"].contains { name.elementsEqual($0.utf8) }
    }

    private static let star = UInt8(ascii: "*")
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte >= 97 && byte <= 102 || byte >= 65 && byte <= 70
    }
    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte | 0x20 >= 97 && byte | 0x20 <= 122
    }
}
