/// What the compiler made of a function, as far as it does not depend on where the function stands in its file: exact,
/// and the same in each build of the same source by the same toolchain.
public struct FunctionFacts: Sendable, Equatable {
    /// Whether calls of the function may be replaced by its body.
    public enum Inlining: Sendable, Equatable {
        /// Nothing was said of it.
        case unknown
        /// - Parameter cost: nodes as the inliner weighs them; nil where it does not say (`-m` without 2).
        case possible(cost: Int?)
        /// - Parameter reason: as the compiler writes it, such as `function too complex: cost 93 exceeds budget 80`.
        case refused(reason: String)
    }

    /// Import path; `main` for a program's own package.
    public var package: String
    /// As the compiler names it within the package: `(*T).M`, `F.func1`, `Sum[go.shape.int]`.
    public var name: String
    /// Where it is declared, for people; empty and 0 when unknown.
    public var file = ""
    public var line: Int32 = 0
    public var inlining = Inlining.unknown
    /// Functions whose calls in this one were replaced by their bodies, and how often.
    public var inlinedCalls: [String: Int] = [:]
    /// What escapes to the heap in it, as the compiler writes it (`moved to heap: x`, `&T{...} escapes to heap`), and how
    /// often.
    public var escapes: [String: Int] = [:]
    /// Checks that stay in its machine code: `IsInBounds` and `IsSliceInBounds`; nil when it was not asked for.
    public var boundsChecks: Int?
    /// Bytes of its machine code, and of its frame on the stack.
    public var size: Int?
    public var frame: Int?
    /// Calls whose target is known, and those through a register or memory.
    public var calls: Int?
    public var dynamicCalls: Int?
    /// Calls of the runtime's functions that allocate.
    public var allocations: Int?

    public init(package: String, name: String) {
        self.package = package
        self.name = name
    }
}

/// What the compiler made of some packages.
public struct BuildFacts: Sendable, Equatable {
    /// Such as `go1.27.3`, and `linux/amd64`; empty when unknown.
    public var toolchain = ""
    public var platform = ""
    /// By package and name.
    public var functions: [FunctionFacts] = []

    public init() {}
}

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
