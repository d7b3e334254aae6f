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

    /// Import path as the go command names it in `# example.com/cmd/server`, also of a program's own package: a module
    /// may have several.
    public var package: String
    /// As the compiler names it within the package: `(*T).M`, `F.func1`, `Sum[go.shape.int]`; packages in type arguments
    /// by their last element, and no hash of a closure that was copied (`F.func1#Fy+1lUJn4Gg=#`).
    public var name: String
    /// Where it is declared, for people; empty and 0 when unknown. A baseline keeps the file alone.
    public var file = ""
    public var line: Int32 = 0
    public var inlining = Inlining.unknown
    /// Functions whose calls in this one were replaced by their bodies, and how often.
    public var inlinedCalls: [String: Int] = [:]
    /// What escapes to the heap in it, as the compiler writes it (`moved to heap: x`, `&T{...} escapes to heap`), and how
    /// often.
    public var escapes: [String: Int] = [:]
    /// Checks that stay in its machine code: `IsInBounds` and `IsSliceInBounds`; nil when it was not asked for. Those of
    /// bodies that were inlined into it count as its own.
    public var boundsChecks: Int?
    /// Bytes of its machine code, and of its frame on the stack.
    public var size: Int?
    public var frame: Int?
    /// Calls whose target is known, and those through a register or memory.
    public var calls: Int?
    public var dynamicCalls: Int?
    /// Calls of the runtime's functions that allocate.
    public var allocations: Int?
    /// Functions outside of the runtime that it calls by name, and how often; nil without machine code.
    public var callees: [String: Int]?
    /// Of the instructions' names, and of names and operands without what is numbered anew in each build
    /// (`ListingFunction`); nil without a listing.
    public var opcodeHash: UInt64?
    public var codeHash: UInt64?

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
    /// By package and name, each once.
    public var functions: [FunctionFacts] = []

    public init() {}
}
