import Evidence

/// What the compiler says of a place, by the messages of `-m=2` and of the debug options of cmd/compile
/// (src/cmd/compile/internal/{inline,escape,devirtualize,ssa}, Go 1.19 to 1.27).
public enum DecisionKind: UInt8, Sendable, CaseIterable {
    // Inlining.
    /// `detail` is the type with the body, as the compiler writes it.
    case canInline
    /// `detail` is the reason.
    case cannotInline
    /// A call that would repeat itself: `name` is not inlined into `detail`.
    case recursiveCycle
    /// A call of `name` was replaced by its body.
    case inlinedCall
    /// A call of `name`, as the linker names it, is none of these: `detail` is the reason, `budget` what a callee may cost
    /// in this caller. Only the optimizer log has it.
    case callRefused
    // Escape.
    case escapes, doesNotEscape, movedToHeap
    /// `detail` is the result that the parameter leaks to; empty for the heap.
    case leakingParameter, leakingContent
    /// `detail` is `F capturing by value` or `F capturing by ref`.
    case captured
    // Calls through interfaces and functions.
    case devirtualized, partlyDevirtualized, notDevirtualized
    // Profile-guided optimisation.
    case hotCall, hotCallRefused, hotThreshold
    // What stays in the machine code.
    case boundsCheck, sliceBoundsCheck, boundsProved, nilCheckMade, nilCheckRemoved, writeBarrier
    case heapClosure, stackClosure
    /// `detail` is how: `open-coded`, `stack-allocated`, `heap-allocated`.
    case deferred
    case typeAssertion
    // Remarks.
    case copyAvoided
    /// `detail` is the function.
    case selfAssignment
    case pointerAsNumber, keptAlive, mutates, other

    /// Something that has an explanation.
    var isEscape: Bool {
        switch self {
        case .escapes, .movedToHeap, .leakingParameter, .leakingContent: true
        default: false
        }
    }
}

/// A place in source text: the file as the compiler writes it, lines and columns from 1; 0 where it says none.
public struct CompilerPosition: Hashable, Sendable {
    public var file: StringID
    public var line: Int32
    public var column: Int32

    public init(file: StringID, line: Int32, column: Int32) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// One message.
public struct CompilerDecision: Sendable {
    public var kind: DecisionKind
    public var position: CompilerPosition
    /// Import path.
    public var package: StringID
    /// The function, expression or variable that it is about.
    public var name: StringID
    /// A reason, a type, or what the kind says.
    public var detail: StringID
    /// Nodes of the function as the inliner weighs them, and how many it may have; -1 where nothing is said. Of a
    /// leaking parameter, `cost` is the number of dereferences.
    public var cost: Int32
    public var budget: Int32
    /// Place of its explanation in `CompilerLog.explanations`; -1 without one.
    public var explanation: Int32
}

/// Why a value escapes: the first and the last step of the way from where it is made to where it is kept.
public struct EscapeExplanation: Sendable {
    public struct Step: Sendable {
        /// The expression through which the value flows.
        public var expression: StringID = .empty
        /// Such as `call parameter`, `return`, `interface-converted`.
        public var reason: StringID = .empty
        public var position = CompilerPosition(file: .empty, line: 0, column: 0)
    }

    /// What the value reaches: `{heap}`, a result, a variable.
    public var destination: StringID = .empty
    /// The function in which it does, which the compiler says since Go 1.25.
    public var function: StringID = .empty
    public var first = Step()
    public var last = Step()
    /// Of the way.
    public var steps: Int32 = 0
    /// The compiler gave it up in a cycle of assignments.
    public var isCut = false
}
