/// The lines of a text that is read once from front to back: of a file, a pipe, or memory.
///
/// Only what has no end yet is kept, so that memory follows the longest line and not the text.
public struct SequentialLines {
    private let input: SequentialInput
    private let source: String
    /// Bytes of the lines that were handed out, their ends included.
    public private(set) var bytes = 0
    /// The text ends within a line: without a line feed.
    public private(set) var isCut = false

    /// A longer line is no line: whoever reads texts gets binary files as well.
    public static let longestLine = 16 << 20
    private static let chunk = 1 << 20

    /// - Parameter source: what prints such a text, for errors: `go test -bench`.
    public init(_ input: SequentialInput, of source: String) {
        (self.input, self.source) = (input, source)
    }

    /// Hands out all lines to the end.
    /// - Parameter take: gets a buffer, the line in it without its end (LF or CR LF), and the offset of the line in the
    ///   input.
    /// - Throws: `inputOutput`; `malformed` for a line of more than 16 MiB.
    public mutating func read(
        _ take: (_ buffer: [UInt8], _ line: Range<Int>, _ offset: Int) -> Void
    ) throws(InputError) {
        var buffer: [UInt8] = []
        while true {
            // What is left of the last chunk has no end.
            let searched = buffer.count
            let count = try input.read(Self.chunk, into: &buffer)
            let isEnd = count < Self.chunk
            if isEnd { isCut = buffer.last.map { $0 != UInt8(ascii: "\n") } ?? false }
            var start = 0
            while start < buffer.count {
                let found = buffer.lineEnd(from: max(start, searched))
                guard let end = found ?? (isEnd ? buffer.count : nil) else { break }
                let isReturned = end > start && buffer[end - 1] == UInt8(ascii: "\r")
                take(buffer, start..<(isReturned ? end - 1 : end), bytes + start)
                start = min(end + 1, buffer.count)
            }
            bytes += start
            buffer.removeSubrange(..<start)
            guard buffer.count <= Self.longestLine else {
                throw InputError(
                    .malformed, "has a line of more than 16 MiB: it is no output of `\(source)`", file: input.name,
                    offset: UInt64(clamping: bytes))
            }
            if isEnd { return }
        }
    }
}
