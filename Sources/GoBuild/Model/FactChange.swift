/// A fact that is another one than before.
public struct FactChange: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case inliningLost = "inlining-lost"
        case inliningWon = "inlining-won"
        /// A call in the function is a call now.
        case callLost = "inlined-call-lost"
        case callWon = "inlined-call-won"
        case escapeAdded = "escape-added"
        case escapeGone = "escape-gone"
        case boundsCheckAdded = "bounds-check-added"
        case boundsCheckGone = "bounds-check-gone"
        case allocationAdded = "allocation-added"
        case allocationGone = "allocation-gone"
        case frameGrown = "frame-grown"
        case frameShrunk = "frame-shrunk"
        case sizeGrown = "size-grown"
        case sizeShrunk = "size-shrunk"
        case callsChanged = "calls-changed"
        case functionAdded = "function-added"
        case functionGone = "function-gone"

        /// Whether a reader would not want it.
        public var isWorse: Bool {
            switch self {
            case .inliningLost, .callLost, .escapeAdded, .boundsCheckAdded, .allocationAdded, .frameGrown, .sizeGrown:
                true
            default: false
            }
        }
    }

    public var kind: Kind
    public var package: String
    /// Name in the new build, in the old one for what is gone.
    public var function: String
    /// Where it is declared in the new build.
    public var file: String
    public var line: Int32
    /// What it is about: the function that is called, the value that escapes; empty otherwise.
    public var subject: String
    /// What was and what is, as a person would say it: `cost 74 of 80`, `cost 93 exceeds budget 80`; `3`, `4`.
    public var before: String
    public var after: String

    public init(
        kind: Kind, package: String, function: String, file: String, line: Int32, subject: String = "",
        before: String = "", after: String = ""
    ) {
        self.kind = kind
        self.package = package
        self.function = function
        self.file = file
        self.line = line
        self.subject = subject
        self.before = before
        self.after = after
    }
}
