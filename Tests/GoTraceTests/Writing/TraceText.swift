import TestSupport
import Wire

@testable import GoTrace

/// The text form of the wire format: a line for each event, as `go tool trace -d=wire` and `sonde trace dump --wire`
/// print it and as the toolchain's own test traces (`internal/trace/testdata/tests/*.test`) are written.
///
///     Trace Go1.22
///     EventBatch gen=1 m=7 time=100 size=4      # a comment
///     ProcStatus dt=1 p=0 pstatus=1
///     Stack id=1 nframes=1
///         pc=1 func=2 file=3 line=4
///     String id=1
///         data="main.main"
///
/// Sizes of batches are taken as they stand there. Source: `internal/trace/raw/textreader.go` of Go 1.27.3.
struct TraceText {
    /// The bytes of the trace that a text describes.
    ///
    /// Throws an `InputError` that names the line.
    static func encode(
        _ text: some StringProtocol, padding: TraceWireWriter.Padding = .none
    ) throws -> [UInt8] {
        var parser = TraceText(lines: text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false))
        var writer = TraceWireWriter(version: try parser.header(), padding: padding)
        while let line = parser.next() { try parser.event(line, version: writer.version, to: &writer) }
        return writer.bytes
    }

    /// The section of a txtar file, such as `trace` of a `.test` file.
    static func section(_ name: String, of file: String) -> String? {
        var found: [Substring]?
        for line in file.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("-- ") && line.hasSuffix(" --") {
                if found != nil { break }
                if line == "-- \(name) --" { found = [] }
            } else {
                found?.append(line)
            }
        }
        return found?.joined(separator: "\n")
    }

    private let lines: [[UInt8]]
    private var position = 0
    private static let types: [String: EventType] = Dictionary(
        uniqueKeysWithValues: EventType.allCases.compactMap { type in
            EventSpec.all[Int(type.rawValue)].map { ($0.name, type) }
        })
    private static let frameFields = ["pc", "func", "file", "line"]

    private init(lines: [some Sequence<UInt8>]) { self.lines = lines.map { Array($0) } }

    private func failure(_ message: String) -> InputError {
        InputError(.malformed, "line \(position): \(message)")
    }

    /// The next line with something on it; nil at the end.
    private mutating func next() -> [UInt8]? {
        while position < lines.count {
            position += 1
            if !TraceText.words(lines[position - 1]).isEmpty { return lines[position - 1] }
        }
        return nil
    }

    /// What stands between blanks, up to a comment.
    private static func words(_ line: [UInt8]) -> [String] {
        line.prefix { $0 != UInt8(ascii: "#") }
            .split { $0 == UInt8(ascii: " ") || (0x09...0x0d).contains($0) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private mutating func header() throws -> TraceVersion {
        let words = next().map(TraceText.words) ?? []
        guard words.count == 2, words[0] == "Trace", words[1].hasPrefix("Go1."), let minor = Int(words[1].dropFirst(4))
        else { throw failure("a trace as text begins with a line such as “Trace Go1.22”") }
        let version = TraceVersion(minor: minor)
        guard version.isKnown, !version.isLegacy else {
            throw failure("the version Go 1.\(minor) has no text form; it is 22, 23, 25 or 26")
        }
        return version
    }

    private mutating func event(_ line: [UInt8], version: TraceVersion, to writer: inout TraceWireWriter) throws {
        let words = TraceText.words(line)
        guard let type = TraceText.types[words[0]], let spec = EventSpec.all[Int(type.rawValue)],
            TraceText.exists(type, in: version)
        else { throw failure("there is no event \(words[0]) in Go 1.\(version.minor)") }
        let arguments = try numbers(words.dropFirst(), named: spec.arguments)
        var frames: [UInt64] = []
        if spec.isStack {
            var left = arguments[1]
            while left > 0 {
                guard let line = next() else { throw failure("the text ends with \(left) frames of a stack missing") }
                frames += try numbers(TraceText.words(line)[...], named: TraceText.frameFields)
                left -= 1
            }
        }
        var data: [UInt8]?
        if spec.hasData {
            guard let line = next() else { throw failure("the text ends where the data of \(spec.name) is missing") }
            data = try self.data(line)
        }
        var bytes: [UInt8] = []
        if type == .eventBatch {
            bytes.appendEvent(type, arguments.dropLast())
            writer.raw(bytes)
            writer.appendSize(arguments[3])
        } else if type == .experimentalBatch, let data {
            bytes.appendEvent(type, arguments)
            writer.raw(bytes)
            writer.appendSize(UInt64(data.count))
            writer.raw(data)
        } else {
            bytes.appendEvent(type, arguments, frames: frames, data: data)
            writer.raw(bytes)
        }
    }

    private static func exists(_ type: EventType, in version: TraceVersion) -> Bool {
        let last: EventType =
            version < .go123
            ? .lastOfGo122 : version < .go125 ? .lastOfGo123 : version < .go126 ? .lastOfGo125 : .endOfAll
        return type.rawValue <= last.rawValue
    }

    private func numbers(_ words: ArraySlice<String>, named names: [String]) throws -> [UInt64] {
        guard words.count == names.count else {
            throw failure("expected \(names.joined(separator: ", ")), found \(words.joined(separator: " "))")
        }
        return try zip(words, names).map { word, name in
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] == name else { throw failure("expected \(name)=NUMBER, found \(word)") }
            guard let value = UInt64(parts[1]), !parts[1].hasPrefix("+") else {
                throw failure("\(parts[1]) is no number of 64 bits, in \(word)")
            }
            return value
        }
    }

    /// `data="…"` with the contents in Go's quoting. A comment sign has no meaning here.
    private func data(_ line: [UInt8]) throws -> [UInt8] {
        let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard text.starts(with: Array("data=".utf8)) else { throw failure("expected data=\"…\"") }
        guard let result = GoQuotedBytes.unquote(Array(text.dropFirst(5))) else {
            throw failure("the data is not a quoted string of Go")
        }
        return result
    }
}

extension EventType {
    fileprivate static let endOfAll = EventType.goroutineStackFree
}
