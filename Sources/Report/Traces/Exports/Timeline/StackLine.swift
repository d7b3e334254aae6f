import Evidence
import GoTrace

/// A stack as one line of text: `runtime.chanrecv1 (chan.go:509) ← main.worker (main.go:31)`.
enum StackLine {
    /// Frames of a line; the rest is left out.
    static let limit = 10

    static func bytes(_ stack: UInt32, _ tables: TraceTables) -> [UInt8] {
        var line: [UInt8] = []
        let frames = tables.stacks[stack]
        for (index, number) in frames.prefix(limit).enumerated() {
            let frame = tables.stacks.frames[Int(number)]
            if index > 0 { line += " ← ".utf8 }
            line += tables.strings.bytes(frame.function)
            let file = tables.strings.bytes(frame.file)
            let name = file.lastIndex(of: UInt8(ascii: "/")).map { file[($0 + 1)...] } ?? file
            line += " (".utf8
            line += name
            line += ":\(frame.line))".utf8
        }
        if frames.count > limit { line += " ← …".utf8 }
        return line
    }
}
