/// One row of the closed vocabulary of root causes, as `sonde causes` prints it.
public struct CauseDescription: Hashable, Sendable {
    public var cause: Cause
    /// Heading that the row stands under.
    public var section: Phrase
    /// What is wrong.
    public var text: Phrase
    /// What a finding with this cause points at.
    public var subject: Phrase
    /// The id that is easily named by mistake; empty when there is none.
    public var wrongAnswer: String

    init(_ cause: Cause, section: Phrase, text: Phrase, subject: Phrase, wrongAnswer: String) {
        self.cause = cause
        self.section = section
        self.text = text
        self.subject = subject
        self.wrongAnswer = wrongAnswer
    }

    /// The whole vocabulary, in the order in which it is documented.
    public static let all: [CauseDescription] =
        stoppedForEver + leaks + contentionQueues + processor + memoryCollector + inputOutputThreads
        + buildingStarting + buildsCompared + exposureEvidence

    private static let positions: [Cause: Int] = Dictionary(
        all.enumerated().map { ($1.cause, $0) }, uniquingKeysWith: { first, _ in first })

    /// The row of a cause; nil for an id outside of the vocabulary.
    public static func of(_ cause: Cause) -> CauseDescription? { positions[cause].map { all[$0] } }

    /// Place of a cause in the vocabulary, for a stable order.
    static func position(_ cause: Cause) -> Int { positions[cause] ?? .max }
}
