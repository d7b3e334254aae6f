import GoTrace
import Host
import Wire

/// The file that a trace stands in.
enum TraceFile {
    /// A file, standard input, or what a server of net/http/pprof answers.
    private static func source(_ path: String) throws -> SequentialInput {
        if path == "-" { return SequentialInput(descriptor: 0, name: "standard input") }
        guard isAddress(path) else { return try SequentialInput(path: path) }
        let dump = try ProfileURL.goroutineDump(path)
        let address = TraceURL.beside(dump: dump, seconds: TraceURL.seconds) ?? dump
        let (bytes, url) = try ProfileFetch().fetch(address)
        return SequentialInput(bytes: bytes, name: url)
    }

    /// Whether a trace can be read more than once: not from a pipe.
    static func isRepeatable(_ path: String) throws(InputError) -> Bool {
        if path == "-" || isAddress(path) { return false }
        return try SequentialInput(path: path).size != nil
    }

    private static func isAddress(_ path: String) -> Bool {
        path.hasPrefix("http://") || path.hasPrefix("https://")
    }

    /// Opens a trace, and reads its header.
    /// - Throws: as `SequentialInput` and `ProfileFetch`; `notRecognised` with a word about what the file is instead.
    static func open(_ path: String) throws -> (SequentialInput, head: [UInt8]) {
        let input = try source(path)
        var head: [UInt8] = []
        _ = try input.read(TraceVersion.headerLength, into: &head)
        guard TraceReader.version(head) == nil else { return (input, head) }
        guard !head.isEmpty else { throw InputError(.notRecognised, "is empty", file: input.name) }
        let hint =
            switch FileKind(Bytes(head)) {
            case .gzip: "is compressed: unpack a trace with gunzip; `sonde profile top` reads profiles as they are"
            case .pprof: "is a profile; `sonde profile top` reads it"
            case .elfCore, .elfExecutable, .otherExecutable: "is a program or a core file, and no execution trace"
            default: "is no execution trace: those begin with \"go 1.\", a number and \"trace\""
            }
        throw InputError(.notRecognised, hint, file: input.name)
    }
}
