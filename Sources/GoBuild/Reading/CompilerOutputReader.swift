import Wire

/// What a build prints with `-gcflags='-m=2 -S -d=ssa/check_bce/debug=1'`, or with some of these.
public struct CompilerOutput: Sendable {
    public var log = CompilerLog()
    public var listing = Listing()

    public init() {}
}

/// Reads messages of the compiler and listings out of one stream.
///
/// `-m` makes the compiler work on one function after the other and print all messages of a package before its listing
/// (verified with Go 1.21 to 1.27); a listing without `-m` comes alone. Which of both a line belongs to, it says itself.
public struct CompilerOutputReader {
    private var log = CompilerLogReader()
    private var listing = ListingReader()
    private var offset = 0

    /// A line longer than that is no compiler's.
    private static let longestLine = 16 << 20
    private static let chunk = 1 << 20

    public init() {}

    /// Reads to the end.
    /// - Throws: what is wrong with the input; `malformed` for what is no text of lines.
    public mutating func read(_ input: SequentialInput) throws(InputError) -> CompilerOutput {
        var buffer: [UInt8] = []
        var isCut = false
        while true {
            let count = try input.read(Self.chunk, into: &buffer)
            let isEnd = count < Self.chunk
            if isEnd { isCut = buffer.last.map { $0 != UInt8(ascii: "\n") } ?? false }
            let used = takeLines(buffer, isEnd: isEnd)
            offset += used
            buffer.removeSubrange(..<used)
            guard buffer.count <= Self.longestLine else {
                throw InputError(
                    .malformed, "has a line of more than 16 MiB: it is no output of `go build -gcflags='-m=2 -S'`",
                    file: input.name, offset: UInt64(clamping: offset))
            }
            if isEnd { break }
        }
        var result = CompilerOutput()
        result.log = log.finish(bytes: offset)
        result.listing = listing.finish(isCut: isCut)
        return result
    }

    /// Takes all whole lines, and at the end the last one.
    /// - Returns: how many bytes were taken.
    private mutating func takeLines(_ buffer: [UInt8], isEnd: Bool) -> Int {
        let bytes = buffer.span
        var start = 0
        while start < buffer.count {
            guard let end = buffer.lineEnd(from: start) ?? (isEnd ? buffer.count : nil) else { break }
            let isReturned = end > start && buffer[end - 1] == UInt8(ascii: "\r")
            take(bytes, start..<(isReturned ? end - 1 : end), buffer)
            start = min(end + 1, buffer.count)
        }
        return start
    }

    private mutating func take(_ bytes: Span<UInt8>, _ line: Range<Int>, _ buffer: [UInt8]) {
        let at = offset + line.lowerBound
        guard !line.isEmpty, !log.isInMessage else { return log.take(buffer, line, at: at) }
        switch bytes[line.lowerBound] {
        case UInt8(ascii: "#"):
            if line.count > 2, bytes[line.lowerBound + 1] == UInt8(ascii: " ") {
                let name = buffer[(line.lowerBound + 2)..<line.upperBound]
                listing.begin(package: name.prefix { $0 != UInt8(ascii: " ") })
            }
            log.take(buffer, line, at: at)
        // Positions, which most messages begin with, and no symbol.
        case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "<"), UInt8(ascii: "{"):
            log.take(buffer, line, at: at)
        default:
            if !listing.take(bytes, line, of: buffer, at: at) { log.take(buffer, line, at: at) }
        }
    }
}
