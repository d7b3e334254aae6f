/// A failure to read an input: a file, a process's memory, a stream.
///
/// `message` is a sentence with the values in it that says what to do; `file` and `offset` say where.
public struct InputError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is; a struct, so that adding one breaks nobody.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The bytes are not of the format that was asked for.
        public static let notRecognised = Code(rawValue: "not recognised")
        /// The input ends before the structure does.
        public static let truncated = Code(rawValue: "truncated")
        /// A length, offset or value contradicts the format.
        public static let malformed = Code(rawValue: "malformed")
        /// The format is valid, but a variant that sonde does not read.
        public static let unsupported = Code(rawValue: "unsupported")
        /// The structure claims more than the stated limit.
        public static let tooLarge = Code(rawValue: "too large")
        /// A named part (section, symbol, file, process) is absent.
        public static let notFound = Code(rawValue: "not found")
        /// The operating system forbids it.
        public static let notPermitted = Code(rawValue: "not permitted")
        /// The target ended meanwhile.
        public static let gone = Code(rawValue: "gone")
        /// The operating system failed to read or write.
        public static let inputOutput = Code(rawValue: "input/output")
        /// The arguments contradict each other or make no sense.
        public static let usage = Code(rawValue: "usage")
    }

    public var code: Code
    public var message: String
    /// Path of the input, or a description such as `process 4711`.
    public var file: String?
    /// Byte offset within `file` (or address within a process) at which the problem was seen.
    public var offset: UInt64?
    public var cause: (any Error)?

    public init(
        _ code: Code, _ message: String, file: String? = nil, offset: UInt64? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.file = file
        self.offset = offset
        self.cause = cause
    }

    /// The same error with `file` filled in where it was unknown.
    public func inFile(_ path: String) -> InputError {
        var copy = self
        copy.file = file ?? path
        return copy
    }

    public var description: String {
        var text = ""
        if let file { text += "\(file): " }
        text += message
        if let offset { text += " (at byte 0x\(String(offset, radix: 16)))" }
        if let cause { text += ": \(cause)" }
        return text
    }
}
