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

    public init() {}

    /// Reads to the end.
    /// - Throws: what is wrong with the input; `malformed` for what is no text of lines.
    public mutating func read(_ input: SequentialInput) throws(InputError) -> CompilerOutput {
        var lines = SequentialLines(input, of: "go build -gcflags='-m=2 -S'")
        try lines.read { take($0, $1, at: $2) }
        var result = CompilerOutput()
        result.log = log.finish(bytes: lines.bytes)
        result.listing = listing.finish(isCut: lines.isCut)
        return result
    }

    private mutating func take(_ buffer: [UInt8], _ line: Range<Int>, at offset: Int) {
        if log.takeRest(buffer, line, at: offset) { return }
        guard !line.isEmpty else { return log.take(buffer, line, at: offset) }
        let bytes = buffer.span
        switch bytes[line.lowerBound] {
        case UInt8(ascii: "#"):
            if line.count > 2, bytes[line.lowerBound + 1] == UInt8(ascii: " ") {
                let name = buffer[(line.lowerBound + 2)..<line.upperBound]
                listing.begin(package: name.prefix { $0 != UInt8(ascii: " ") })
            }
            log.take(buffer, line, at: offset)
        // Positions, which most messages begin with, and no symbol.
        case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "<"), UInt8(ascii: "{"):
            log.take(buffer, line, at: offset)
        default:
            if !listing.take(bytes, line, of: buffer, at: offset) { log.take(buffer, line, at: offset) }
        }
    }
}
