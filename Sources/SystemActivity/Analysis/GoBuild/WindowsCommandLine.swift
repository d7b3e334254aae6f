/// The arguments in a command line of Windows, which programs split by themselves.
///
/// Source of the rules: "Parsing C command-line arguments" of Microsoft's C runtime, which Go's syscall.EscapeArg
/// writes for.
enum WindowsCommandLine {
    static func arguments(_ line: String) -> [String] {
        let backslash = UInt8(ascii: "\\")
        let quote = UInt8(ascii: "\"")
        let bytes = Array(line.utf8)
        var arguments: [String] = []
        var word: [UInt8] = []
        // An argument may be empty.
        var isWord = false
        var isQuoted = false
        var at = 0
        while at < bytes.count {
            let start = at
            while at < bytes.count, bytes[at] == backslash { at += 1 }
            let slashes = at - start
            guard at < bytes.count, bytes[at] == quote else {
                if slashes > 0 {
                    word += bytes[start..<at]
                    isWord = true
                }
                guard at < bytes.count else { break }
                if !isQuoted, bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t") {
                    if isWord { arguments.append(String(decoding: word, as: UTF8.self)) }
                    word.removeAll(keepingCapacity: true)
                    isWord = false
                } else {
                    word.append(bytes[at])
                    isWord = true
                }
                at += 1
                continue
            }
            // Before a quotation mark, two stand for one, and one takes its meaning.
            word += bytes[start..<(start + slashes / 2)]
            isWord = true
            if slashes % 2 == 1 {
                word.append(quote)
            } else if isQuoted, at + 1 < bytes.count, bytes[at + 1] == quote {
                // Two marks within marks are one that is meant.
                word.append(quote)
                at += 1
            } else {
                isQuoted.toggle()
            }
            at += 1
        }
        if isWord { arguments.append(String(decoding: word, as: UTF8.self)) }
        return arguments
    }
}
