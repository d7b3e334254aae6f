/// What a gate lets through, and why: a text file that is committed beside the program.
public struct AllowList: Sendable {
    /// One line.
    public struct Entry: Sendable, Hashable {
        /// As `GateCause.kind`.
        public var kind: String
        /// Package and function, `example.com/a.(*T).M`; `*` stands for any text.
        public var function: String
        /// What it is about, with `*` for any text; nil for anything.
        public var subject: String?
        public var reason: String
        /// Counted from 1.
        public var line: Int

        public init(kind: String, function: String, subject: String? = nil, reason: String, line: Int) {
            (self.kind, self.function, self.subject) = (kind, function, subject)
            (self.reason, self.line) = (reason, line)
        }

        func allows(_ cause: GateCause) -> Bool {
            kind == cause.kind && Self.matches(cause.function, function)
                && (subject.map { Self.matches(cause.subject, $0) } ?? true)
        }

        /// Whether a text is of a form in which `*` stands for any text.
        static func matches(_ text: String, _ pattern: String) -> Bool {
            let (text, pattern) = (Array(text.utf8), Array(pattern.utf8))
            var (at, place) = (0, 0)
            // Where to go on when the text behind the last star does not fit.
            var retry: (at: Int, place: Int)?
            while at < text.count {
                if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                    place += 1
                    retry = (at, place)
                } else if place < pattern.count, pattern[place] == text[at] {
                    (at, place) = (at + 1, place + 1)
                } else if let last = retry {
                    (at, place) = (last.at + 1, last.place)
                    retry = (at, place)
                } else {
                    return false
                }
            }
            return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
        }
    }

    public var file: String
    public var entries: [Entry]

    public init(file: String = "", entries: [Entry] = []) {
        (self.file, self.entries) = (file, entries)
    }
}
