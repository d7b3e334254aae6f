import GoBinary

/// Facts that the machine code of one function tells, exact for this executable.
public struct ProgramFunction: Sendable, Equatable {
    /// Why a function is in the program.
    public enum Cause: String, Sendable, CaseIterable {
        /// Written in Go, as it stands there.
        case own
        /// An instance of a generic function.
        case generic
        /// A function within another: its variables may be captured.
        case closure
        /// Made by the compiler around a method, a deferred call or a call in a goroutine.
        case wrapper
        /// Compares or hashes values of a type.
        case typeAlgorithm = "type-algorithm"
        case assembly
        /// Bytes in the code that no one executes, such as the build identifier.
        case data
    }

    /// The linker's name; in a stripped file that of the function table.
    public var name: String
    /// Import path; empty for what belongs to none.
    public var package: String
    public var cause: Cause
    public var index: FunctionTable.FunctionIndex
    /// Bytes of machine code.
    public var size = 0
    /// Bytes that the function takes on the stack at most, the return address not counted on amd64.
    public var frame = 0
    public var instructions = 0
    /// Bytes that are no instruction.
    public var undecoded = 0
    /// Calls whose target the code names; those of the runtime are among them.
    public var calls = 0
    /// Calls through a register or memory: methods of interfaces and values of functions.
    public var dynamicCalls = 0
    /// Jumps to another function, after which that one returns to the caller.
    public var tailCalls = 0
    public var allocations = 0
    public var boundsChecks = 0
    public var panics = 0
    public var writeBarriers = 0
    /// Calls that register or run deferred ones, and of `recover`.
    public var defers = 0
    public var goStatements = 0
    public var mapOperations = 0
    public var interfaceOperations = 0
    public var channelOperations = 0
    /// Calls that ask for a larger stack: 0 for a function that needs little and calls nothing.
    public var stackGrowths = 0
    /// Bodies of other functions that were put in the place of calls.
    public var inlinedBodies = 0

    init(name: String, package: String, cause: Cause, index: FunctionTable.FunctionIndex) {
        self.name = name
        self.package = package
        self.cause = cause
        self.index = index
    }

    mutating func count(_ call: RuntimeCall) {
        switch call {
        case .none: break
        case .allocation: allocations += 1
        case .boundsCheck: boundsChecks += 1
        case .panic: panics += 1
        case .writeBarrier: writeBarriers += 1
        case .deferred: defers += 1
        case .goStatement: goStatements += 1
        case .map: mapOperations += 1
        case .interface: interfaceOperations += 1
        case .channel: channelOperations += 1
        case .growth: stackGrowths += 1
        }
    }
}
