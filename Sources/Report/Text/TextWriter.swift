import Diagnosis

/// A writer of lines for a terminal, a pipe or a file: wraps, indents, colours where that is wanted, and spells out
/// control characters.
///
/// Output gathers in a buffer that is handed to the sink whenever it is full; without a sink, `text` holds all.
public struct TextWriter {
    public typealias Sink = ([UInt8]) throws -> Void

    public let options: TextOptions
    public private(set) var bytes: [UInt8] = []
    private let sink: Sink?
    private var sinkError: (any Error)?
    private var isAfterBlank = true

    public init(_ options: TextOptions = TextOptions(), sink: Sink? = nil) {
        self.options = options
        self.sink = sink
    }

    /// A phrase in the language of the report.
    func say(_ phrase: Phrase) -> String { phrase.text(options.language) }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// True after the sink failed: the rest need not be made.
    public var hasFailed: Bool { sinkError != nil }

    /// Hands the rest to the sink.
    /// - Throws: the first error of the sink.
    public mutating func finish() throws {
        flush()
        if let sinkError { throw sinkError }
    }

    /// An empty line, unless the line before is empty or this is the first.
    public mutating func blank() {
        if isAfterBlank { return }
        bytes.append(UInt8(ascii: "\n"))
        isAfterBlank = true
    }

    /// Text, wrapped: the first line at `indent` columns behind `lead`, the others at `hanging`.
    ///
    /// No-break spaces (U+00A0) keep words together and come out as spaces; `lead` is kept as it is.
    /// - Parameter limit: lines at most; what has no room is left out behind an ellipsis.
    public mutating func line(
        _ text: StyledText, indent: Int = 0, hanging: Int? = nil, lead: StyledText = StyledText(), limit: Int = .max
    ) {
        let hanging = fit(hanging ?? indent)
        let indent = fit(indent)
        let lead = printable(lead)
        let taken = max(indent + lead.width - hanging, 0)
        var lines = LineWrapper.wrap(
            printable(text), width: options.width - hanging, taken: taken, breaksHan: options.language == .chinese)
        if lines.count > limit {
            lines.removeSubrange(max(limit, 1)...)
            let room = options.width - hanging - (lines.count == 1 ? taken : 0)
            lines[lines.count - 1] = lines[lines.count - 1].cut(toColumns: room)
        }
        for (index, line) in lines.enumerated() {
            if index == 0 { emit(lead + line, indent: indent) } else { emit(line, indent: hanging) }
        }
    }

    /// Text on one line whatever its length, such as a command to copy.
    public mutating func unwrapped(_ text: StyledText, indent: Int = 0) {
        emit(printable(text), indent: fit(indent))
    }

    /// `term` in a column of `column` columns and the wrapped text beside it, or beneath when the place is narrow.
    /// - Parameter limit: lines of the text at most.
    public mutating func item(
        _ term: StyledText, _ text: StyledText, indent: Int = 0, column: Int, limit: Int = .max
    ) {
        let isNarrow = options.width < 60
        if term.spans.isEmpty || isNarrow || term.width + indent >= column {
            if !term.spans.isEmpty { line(term, indent: indent) }
            line(text, indent: isNarrow ? indent + 2 : column, limit: limit)
            return
        }
        var lead = term
        lead.append(String(repeating: " ", count: column - indent - term.width))
        line(text, indent: indent, hanging: column, lead: lead, limit: limit)
    }

    /// Bytes of lines, or of parts of lines, that another writer with the same options made.
    mutating func copy(_ part: some Collection<UInt8>) {
        isAfterBlank = false
        bytes.append(contentsOf: part)
        if bytes.count >= 1 << 16, bytes.last == UInt8(ascii: "\n") { flush() }
    }

    /// Bytes that the start of a style takes in front of its text.
    func lengthOfStyle(_ style: TextStyle) -> Int {
        guard options.hasColor, let parameters = style.parameters else { return 0 }
        return parameters.utf8.count + 3
    }

    /// Indentation leaves at least 16 columns for the text.
    private func fit(_ indent: Int) -> Int { max(0, min(indent, options.width - 16)) }

    private func printable(_ text: StyledText) -> StyledText {
        var result = StyledText()
        for span in text.spans { result.append(DisplayWidth.printable(span.text), span.style) }
        return result
    }

    private mutating func emit(_ line: StyledText, indent: Int) {
        isAfterBlank = false
        for _ in 0..<indent { bytes.append(UInt8(ascii: " ")) }
        for span in line.spans {
            let text = span.text.utf8.contains(0xc2) ? String(span.text.map { $0 == "\u{a0}" ? " " : $0 }) : span.text
            if options.hasColor, let parameters = span.style.parameters {
                bytes += "\u{1b}[\(parameters)m".utf8
                bytes += text.utf8
                bytes += "\u{1b}[0m".utf8
            } else {
                bytes += text.utf8
            }
        }
        // A column that nothing stands beside would leave blanks.
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        bytes.append(UInt8(ascii: "\n"))
        if bytes.count >= 1 << 16 { flush() }
    }

    private mutating func flush() {
        guard let sink else { return }
        if sinkError == nil {
            do { try sink(bytes) } catch { sinkError = error }
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
