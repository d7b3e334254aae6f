import Evidence
import Wire

/// Reads what the compiler prints for `-gcflags=-m=2` and its debug options, as `go build` passes it on (standard error),
/// replays it from the build cache, or wraps it in `go build -json`.
///
/// A stream: three quarters of the text are the ways of values that escape, of which the first and the last step stay.
public struct CompilerLogReader {
    private var log = CompilerLog()
    private var package: StringID = .empty
    private var path = EscapePath()
    /// Where the explanation that is open belongs.
    private var opened = CompilerPosition(file: .empty, line: 0, column: 0)
    /// What was explained of the package: verdicts come after the explanations of a whole function, or of several.
    private var explained: [Value: Int32] = [:]
    private var unfinished = UnfinishedMessage()

    /// A value that may escape.
    private struct Value: Hashable {
        var position: CompilerPosition
        var name: StringID
    }

    /// Offset of the line in the input.
    private var offset = 0

    /// Of those that are not understood, so many are kept.
    private static let unknownKept = 20

    public init() {}

    /// Whether the begin of a text looks like what `go build -gcflags=-m` prints.
    public static func recognises(_ bytes: Bytes) -> Bool {
        guard let start = bytes.slice(0, min(bytes.count, 1 << 16)) else { return false }
        return [": can inline ", ": inlining call to ", ": cannot inline ", "escapes to heap", " does not escape"]
            .contains {
                start.firstRange(of: Array($0.utf8)) != nil
            }
    }

    /// Reads to the end.
    /// - Throws: what is wrong with the input; `malformed` for what is no text of lines.
    public mutating func read(_ input: SequentialInput) throws(InputError) -> CompilerLog {
        var lines = SequentialLines(input, of: "go build -gcflags=-m=2")
        try lines.read { take($0, $1, at: $2) }
        return finish(bytes: lines.bytes)
    }

    /// Takes a line of a stream that another reader divides.
    /// - Parameter offset: of the line in the input.
    mutating func take(_ buffer: [UInt8], _ line: Range<Int>, at offset: Int) {
        self.offset = offset
        log.lines += 1
        take(buffer, line)
    }

    /// Takes a line of a stream that another reader divides, when it goes on with a message.
    /// - Returns: false for one that does not; no message is open then.
    mutating func takeRest(_ buffer: [UInt8], _ line: Range<Int>, at offset: Int) -> Bool {
        guard unfinished.isOpen else { return false }
        self.offset = offset
        guard goOn(buffer, line) else { return false }
        log.lines += 1
        return true
    }

    /// Ends a stream that another reader divides.
    /// - Parameter bytes: of the whole input.
    mutating func finish(bytes: Int) -> CompilerLog {
        log.bytes = bytes
        finish()
        return log
    }

    private mutating func take(_ buffer: [UInt8], _ line: Range<Int>) {
        if goOn(buffer, line) || line.isEmpty { return }
        if RawStrings.isOpen(behind: line, of: buffer, isOpen: false) {
            unfinished.append(buffer, line, at: offset)
        } else {
            takeWhole(buffer, line)
        }
    }

    /// Adds a line to the message that is open, or ends that one.
    /// - Returns: false for a line that is none of a message.
    private mutating func goOn(_ buffer: [UInt8], _ line: Range<Int>) -> Bool {
        guard unfinished.isOpen else { return false }
        if UnfinishedMessage.isOther(buffer, line) {
            takeApart()
            return false
        }
        unfinished.append(buffer, line, at: offset)
        if !RawStrings.isOpen(behind: line, of: buffer, isOpen: true) {
            let message = unfinished
            unfinished = UnfinishedMessage()
            takeWhole(message.bytes, message.bytes.indices)
        } else if unfinished.isTooLong {
            takeApart()
        }
        return true
    }

    /// What is open was no message of several lines: takes each line by itself.
    private mutating func takeApart() {
        let now = offset
        // Output of `go build -json` within may leave another one open.
        while unfinished.isOpen {
            let parts = unfinished
            unfinished = UnfinishedMessage()
            for line in parts.lines where !line.range.isEmpty {
                offset = line.offset
                takeWhole(parts.bytes, line.range)
            }
        }
        offset = now
    }

    private mutating func takeWhole(_ buffer: [UInt8], _ line: Range<Int>) {
        if path.take(buffer, line) { return }
        switch buffer[line.lowerBound] {
        case UInt8(ascii: "#"): begin(package: buffer, line)
        case UInt8(ascii: "{"): wrapped(buffer, line)
        default: message(ByteScanner(buffer, line))
        }
    }

    /// `# import/path [variant]`
    private mutating func begin(package buffer: [UInt8], _ line: Range<Int>) {
        close()
        explained.removeAll(keepingCapacity: true)
        let start = line.lowerBound + 2
        guard start < line.upperBound, buffer[start - 1] == UInt8(ascii: " ") else {
            return unknown(ByteScanner(buffer, line))
        }
        let end = buffer[start..<line.upperBound].firstIndex(of: UInt8(ascii: " ")) ?? line.upperBound
        package = log.strings.intern(bytes: buffer[start..<end])
        if log.packages.last != package { log.packages.append(package) }
    }

    private mutating func message(_ text: ByteScanner) {
        guard let position = MessagePosition(text) else { return withoutPosition(text) }
        let body = ByteScanner(text.bytes, position.body..<text.range.upperBound)
        close()
        if path.opens(body, prefix: text.range.lowerBound..<position.body) {
            opened = place(position, text.bytes)
            return
        }
        guard let message = Message(body) else { return unknown(text) }
        var decision = CompilerDecision(
            kind: message.kind, position: place(position, text.bytes), package: package,
            name: log.strings.intern(bytes: text.bytes[message.name]),
            detail: log.strings.intern(bytes: text.bytes[message.detail]), cost: message.cost, budget: message.budget,
            explanation: -1)
        if message.kind.isEscape {
            decision.explanation = explained[Value(position: decision.position, name: decision.name)] ?? -1
        }
        log.decisions.append(decision)
    }

    private mutating func place(_ position: MessagePosition, _ bytes: [UInt8]) -> CompilerPosition {
        CompilerPosition(
            file: log.strings.intern(bytes: bytes[position.file]), line: position.line, column: position.column)
    }

    /// What stands at the begin of a line: variables of methods and loops that the compiler makes have no position; the go
    /// command speaks of itself.
    private mutating func withoutPosition(_ text: ByteScanner) {
        close()
        if let message = Message(text), message.kind.isEscape || message.kind == .captured {
            log.decisions.append(
                CompilerDecision(
                    kind: message.kind, position: CompilerPosition(file: .empty, line: 0, column: 0), package: package,
                    name: log.strings.intern(bytes: text.bytes[message.name]),
                    detail: log.strings.intern(bytes: text.bytes[message.detail]), cost: -1, budget: -1,
                    explanation: -1))
            return
        }
        if text.starts(with: "go: ") || text.starts(with: "go build ") {
            log.remarks.append(text.text(text.range))
            return
        }
        unknown(text)
    }

    private mutating func unknown(_ text: ByteScanner) {
        log.unknownLines += 1
        guard log.unknown.count < Self.unknownKept else { return }
        log.unknown.append((offset, LineExcerpt.text(text.bytes[text.range])))
    }

    /// Ends the explanation that is open.
    private mutating func close() {
        guard path.isOpen else { return }
        path.close()
        var explanation = EscapeExplanation()
        explanation.function = log.strings.intern(bytes: path.function)
        explanation.destination = log.strings.intern(bytes: EscapeStepText.destination(path.flow))
        explanation.first = step(path.first)
        explanation.last = path.last.isEmpty ? explanation.first : step(path.last)
        explanation.steps = path.steps
        explanation.isCut = path.isCut
        let value = Value(position: opened, name: log.strings.intern(bytes: path.name))
        // One value may reach several places; the first is explained first.
        if explained[value] == nil { explained[value] = Int32(log.explanations.count) }
        log.explanations.append(explanation)
    }

    private mutating func step(_ bytes: [UInt8]) -> EscapeExplanation.Step {
        guard let text = EscapeStepText(bytes) else { return EscapeExplanation.Step() }
        return EscapeExplanation.Step(
            expression: log.strings.intern(bytes: bytes[text.expression]),
            reason: log.strings.intern(bytes: bytes[text.reason]), position: place(text.position, bytes))
    }

    // MARK: - go build -json

    /// `{"ImportPath":"a/b","Action":"build-output","Output":"…"}`, one or more lines of a package in each.
    private mutating func wrapped(_ buffer: [UInt8], _ line: Range<Int>) {
        guard let output = try? WrappedOutput(Bytes(Array(buffer[line]))) else {
            return unknown(ByteScanner(buffer, line))
        }
        guard let text = output.text else { return }
        var start = 0
        while start < text.count {
            let end = text.lineEnd(from: start) ?? text.count
            if unfinished.isOpen || start < end && text[start] != UInt8(ascii: "{") { take(text, start..<end) }
            start = end + 1
        }
    }

    private mutating func finish() {
        takeApart()
        close()
    }
}
