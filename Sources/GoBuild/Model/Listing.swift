import Evidence

/// What `go build -gcflags=-S` prints of one function.
public struct ListingFunction: Sendable {
    /// Import path of the package that was compiled, as the go command names it; empty without a line `# path`.
    public var package: StringID
    /// The linker's name, as it is printed: `main.F.func1#Fy+1lUJn4Gg=#`, `sync/atomic.(*Pointer[…]).Load`.
    public var symbol: StringID
    /// Where it is declared; empty and 0 where the compiler says none.
    public internal(set) var file: StringID = .empty
    public internal(set) var line: Int32 = 0
    /// Places in `Listing.sourceLines`: lines of the same file of which it has instructions, each once. Bodies that are
    /// inlined keep their own lines, so that some may lie outside of the function.
    public internal(set) var sourceLines = 0..<0
    /// Bytes of machine code, and of the frame on the stack.
    public internal(set) var size: Int32 = 0
    public internal(set) var frame: Int32 = 0
    /// Made by the compiler to reach another function: a method of an embedded type, a generic function with its types.
    public internal(set) var isWrapper = false
    /// May be in several packages, of which the linker takes one.
    public internal(set) var isShared = false
    public internal(set) var instructions: Int32 = 0
    public internal(set) var calls = CallCounts()
    /// Places in `Listing.callees`.
    public internal(set) var callees = 0..<0
    /// Of the instructions' names, in their order.
    public internal(set) var opcodeHash: UInt64 = 0
    /// Of names and operands: jumps by the instruction that they lead to, and without the numbers of closures, temporary
    /// variables and static ones and the hashes of copied closures.
    public internal(set) var codeHash: UInt64 = 0
}

/// Calls in a function's machine code, by what is called (the runtime's names of Go 1.21 to 1.27).
public struct CallCounts: Sendable, Equatable {
    /// All with a name, those of the runtime included, and those through a register or memory.
    public var named: Int32 = 0
    public var dynamic: Int32 = 0
    /// Of the named ones:
    public var allocations: Int32 = 0
    public var boundsPanics: Int32 = 0

    public init() {}

    mutating func add(_ call: RuntimeCall) {
        switch call {
        case .allocation: allocations += 1
        case .boundsCheck: boundsPanics += 1
        default: break
        }
    }
}

/// The text symbols of `-gcflags=-S` output.
public struct Listing: Sendable {
    /// A function outside of the runtime that is called by name, and how often one function does.
    public struct Callee: Sendable {
        public var symbol: StringID
        public var count: Int32
    }

    public internal(set) var strings = StringTable()
    /// In the order in which they come.
    public internal(set) var functions: [ListingFunction] = []
    /// Of one function after the other, in order of `StringID`.
    public internal(set) var callees: [Callee] = []
    /// Of one function after the other, ascending.
    public internal(set) var sourceLines: [Int32] = []
    /// Symbols that are no functions.
    public internal(set) var dataSymbols = 0
    /// Lines that belong to symbols, their heads included.
    public internal(set) var lines = 0
    /// Lines within symbols that are not understood, and the first of them with their offsets.
    public internal(set) var unknownLines = 0
    public internal(set) var unknown: [(offset: Int, text: String)] = []
    /// The text ends within a line of a symbol: the last function is incomplete.
    public internal(set) var isCut = false

    public init() {}

    public func text(_ id: StringID) -> String { strings[id] }
}
