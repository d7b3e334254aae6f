import Host
import Report
import Wire

/// Where a report of a profile goes.
struct ProfileOutput {
    /// Standard output without one.
    let path: String?
    /// What no terminal can show.
    var isBinary = false

    /// - Throws: `usage` for binary data to a terminal; otherwise as `AtomicFile.write` and `body`.
    func write(_ body: (inout ByteReport) throws -> Void) throws {
        guard let path else {
            if isBinary, StandardStream.output.isTerminal {
                throw InputError(.usage, "this would write binary data to the terminal: name a file with -o FILE")
            }
            var output = ByteReport { try StandardStream.output.write($0) }
            try body(&output)
            try output.finish()
            return
        }
        var output = ByteReport()
        try body(&output)
        try AtomicFile.write(output.bytes, to: path, mode: 0o666)
    }
}
