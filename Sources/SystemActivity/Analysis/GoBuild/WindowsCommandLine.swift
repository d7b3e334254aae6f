/// The arguments in a command line of Windows, which programs split by themselves.
///
/// Source of the rules: "Parsing C command-line arguments" of Microsoft's C runtime, which Go's syscall.EscapeArg
/// writes for.
enum WindowsCommandLine {
    static func arguments(_ line: String) -> [String] {
        var arguments: [String] = []
        var word: [UInt8]?
        var isQuoted = false
        var slashes = 0
        func flush(_ count: Int) {
            if count > 0 { word = (word ?? []) + Array(repeating: UInt8(ascii: "\\"), count: count) }
        }
        for byte in line.utf8 {
            if byte == UInt8(ascii: "\\") {
                slashes += 1
                continue
            }
            if byte == UInt8(ascii: "\"") {
                // Before a quotation mark, two stand for one, and one takes its meaning.
                flush(slashes / 2)
                if slashes % 2 == 1 {
                    word = (word ?? []) + [byte]
                } else {
                    isQuoted.toggle()
                    word = word ?? []
                }
                slashes = 0
                continue
            }
            flush(slashes)
            slashes = 0
            if !isQuoted, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
                if let done = word { arguments.append(String(decoding: done, as: UTF8.self)) }
                word = nil
            } else {
                word = (word ?? []) + [byte]
            }
        }
        flush(slashes)
        if let word { arguments.append(String(decoding: word, as: UTF8.self)) }
        return arguments
    }
}
