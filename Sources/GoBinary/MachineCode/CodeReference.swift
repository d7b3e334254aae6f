import Evidence

/// An instruction's use of a fixed place in the data of its image.
struct CodeReference: Hashable, Sendable {
    enum Use: Hashable, Sendable {
        /// The address itself is computed.
        case address
        /// A value of so many bytes is read.
        case load(bytes: Int)
        case store(bytes: Int)
        /// The address is computed and the next instruction stores there with full ordering: `atomic.Store`.
        case atomicStore
        /// Compared, added to, or of a kind that does not matter here.
        case other
    }

    var target: StaticAddress
    var use: Use
}

/// A direct call, or a jump out of a function.
public struct DirectCall: Hashable, Sendable {
    public var target: StaticAddress
    /// The address behind the instruction, to which a call returns.
    public var returnAddress: StaticAddress
}

/// What sonde has to know of the machine code of one architecture.
protocol MachineCodeReader {
    /// Uses of fixed places, in the order of the code, which starts at `start`.
    static func references(in code: CodeBytes) -> [CodeReference]
    /// True when an instruction uses a place of `range`.
    static func refers(_ code: CodeBytes, to range: Range<UInt64>) -> Bool
    /// Direct calls, and jumps that leave the code, in the order of the code.
    static func calls(in code: CodeBytes) -> [DirectCall]
    /// Bytes from the pointer that the code has to the memory that the next locked instruction from `offset` on changes:
    /// where in a structure a lock lies that is taken there. Nil when there is none near, or it cannot be told.
    static func lockedDisplacement(in code: CodeBytes, from offset: Int) -> Int32?
    /// The same for what is handed over as first argument by the call that ends at `offset`.
    static func argumentDisplacement(in code: CodeBytes, before offset: Int) -> Int32?
    /// True when the code computes an address with this displacement from a register anywhere.
    static func computes(displacement: Int32, in code: CodeBytes) -> Bool
}
