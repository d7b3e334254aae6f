import Evidence

/// Something about a profile that makes its figures weaker than they look.
public struct ProfileWarning: Sendable, Hashable {
    /// Stable dotted name, such as `stacks.truncated`.
    public var code: String
    public var severity: QualitySeverity
    /// One line for people.
    public var text: String

    public init(_ code: String, _ severity: QualitySeverity, _ text: String) {
        self.code = code
        self.severity = severity
        self.text = text
    }

    /// Whether readers of any report should know, and not those alone who ask about quality.
    public var isImportant: Bool { severity > .info }
}
