import GoTrace
import Wire

/// A trace as it stands in the file, in the text that `go tool trace -d=wire` prints.
///
/// Source: `internal/trace/raw` of Go 1.27.3.
public struct TraceWireText {
    private let input: SequentialInput
    /// Number of the last event of the trace's version.
    private let lastType: UInt8
    private var buffer: [UInt8]
    private var at = 0
    private var isAtEnd = false

    private static let frameFields = ["pc", "func", "file", "line"]
    private static let chunk = 1 << 18

    /// - Parameter head: the first bytes of the trace, with its header, which were read from `input` already.
    /// - Throws: `notRecognised`, or `unsupported` for traces before Go 1.22.
    public init(_ input: SequentialInput, head: [UInt8]) throws(InputError) {
        guard let version = TraceReader.version(head) else {
            throw InputError(
                .notRecognised, "is no execution trace: its header is missing", file: input.name, offset: 0)
        }
        guard !version.isLegacy else {
            throw InputError(
                .unsupported, "is a trace of \(version); --wire shows traces since Go 1.22 only", file: input.name)
        }
        self.input = input
        lastType = version.lastEventType
        buffer = Array(head.dropFirst(TraceVersion.headerLength))
    }

    /// Writes all events.
    /// - Throws: `malformed` or `truncated` where the trace is damaged; what stands before was written.
    public mutating func write(to report: inout ByteReport) throws(InputError) {
        while try !isDone() {
            let type = try byte()
            guard type != 0, type <= lastType else { throw error("event \(type) is unknown") }
            if let spec = EventSpec.all[Int(type)] { try write(spec, to: &report) }
            report.endLine()
        }
    }

    private mutating func write(_ spec: EventSpec, to report: inout ByteReport) throws(InputError) {
        report.add(spec.name)
        var last: UInt64 = 0
        for argument in spec.arguments {
            last = try number()
            report.add(" \(argument)=")
            report.add(number: last)
        }
        if spec.isStack {
            for _ in 0..<last {
                for (index, field) in Self.frameFields.enumerated() {
                    report.add(index == 0 ? "\n\t" : " ")
                    report.add("\(field)=")
                    report.add(number: try number())
                }
            }
        }
        if spec.hasData {
            let length = try number()
            guard length <= 1 << 30 else { throw error("\(spec.name) claims \(length) bytes") }
            // Go's reader gives no data at all for a length of 0.
            guard length > 0 else { return }
            try fill(Int(length))
            guard buffer.count - at >= Int(length) else { throw cutOff() }
            report.add("\n\tdata=")
            report.add(quoted: buffer[at..<at + Int(length)])
            at += Int(length)
        }
    }

    private func error(_ message: String) -> InputError {
        InputError(.malformed, message, file: input.name, offset: UInt64(input.offset - buffer.count + at))
    }

    private func cutOff() -> InputError {
        InputError(.truncated, "the trace is cut off within an event", file: input.name, offset: UInt64(input.offset))
    }

    private mutating func isDone() throws(InputError) -> Bool {
        try fill(1)
        return at >= buffer.count
    }

    private mutating func fill(_ count: Int) throws(InputError) {
        guard !isAtEnd, buffer.count - at < count else { return }
        buffer.removeFirst(at)
        at = 0
        while !isAtEnd, buffer.count < count { isAtEnd = try input.read(max(Self.chunk, count), into: &buffer) == 0 }
    }

    private mutating func byte() throws(InputError) -> UInt8 {
        try fill(1)
        guard at < buffer.count else { throw cutOff() }
        at += 1
        return buffer[at - 1]
    }

    private mutating func number() throws(InputError) -> UInt64 {
        var result: UInt64 = 0
        for shift in stride(from: 0 as UInt64, through: 63, by: 7) {
            let next = try byte()
            guard shift < 63 || next <= 1 else { break }
            result |= UInt64(next & 0x7f) << shift
            if next < 0x80 { return result }
        }
        throw error("a number has more than 64 bits")
    }
}
