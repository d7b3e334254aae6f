import Wire

/// What a function of the runtime does for the code that calls it.
///
/// Source: the names that cmd/compile calls (cmd/compile/internal/typecheck/_builtin/runtime.go, ssagen, walk), of Go 1.21
/// to 1.27.
public enum RuntimeCall: UInt8, Sendable, CaseIterable {
    /// A function of the program, or one of the runtime that is none of these.
    case none
    case allocation
    /// An index or a slice that is out of bounds.
    case boundsCheck
    case panic
    case writeBarrier
    /// Deferred calls, and `recover`.
    case deferred
    case goStatement
    case map
    /// Assertions, type switches and comparisons of interfaces.
    case interface
    case channel
    /// The stack is too small for the function.
    case growth

    /// Longer beginnings stand in front of those that they begin with.
    private static let beginnings: [(StaticString, RuntimeCall)] = [
        ("newobject", .allocation), ("mallocgc", .allocation), ("makeslice", .allocation), ("growslice", .allocation),
        ("makemap", .allocation), ("makechan", .allocation), ("convT", .allocation), ("concatstring", .allocation),
        ("concatbyte", .allocation), ("slicebytetostringtmp", .none), ("slicebytetostring", .allocation),
        ("stringtoslice", .allocation), ("slicerunetostring", .allocation), ("intstring", .allocation),
        ("newarray", .allocation), ("moveSlice", .allocation), ("rawstring", .allocation),
        ("rawbyteslice", .allocation), ("rawruneslice", .allocation),
        ("panicIndex", .boundsCheck), ("panicSlice", .boundsCheck), ("panicExtend", .boundsCheck),
        ("panicBounds", .boundsCheck),
        ("panicdottype", .interface), ("panicnildottype", .interface), ("panic", .panic), ("gopanic", .panic),
        ("gcWriteBarrier", .writeBarrier), ("wbZero", .writeBarrier), ("wbMove", .writeBarrier),
        ("typedmemmove", .writeBarrier), ("typedmemclr", .writeBarrier), ("typedslicecopy", .writeBarrier),
        ("memclrHasPointers", .writeBarrier), ("bulkBarrierPreWrite", .writeBarrier),
        ("deferproc", .deferred), ("deferrangefunc", .deferred), ("deferreturn", .deferred),
        ("deferconvert", .deferred), ("gorecover", .deferred),
        ("newproc", .goStatement),
        ("mapaccess", .map), ("mapassign", .map), ("mapdelete", .map), ("mapiter", .map), ("mapIter", .map),
        ("mapclear", .map), ("mapclone", .map),
        ("typeAssert", .interface), ("assertE2I", .interface), ("assertI2I", .interface),
        ("interfaceSwitch", .interface), ("efaceeq", .interface), ("ifaceeq", .interface), ("convI2I", .interface),
        ("getitab", .interface),
        ("chansend", .channel), ("chanrecv", .channel), ("closechan", .channel), ("selectgo", .channel),
        ("selectnb", .channel), ("morestack", .growth),
    ]

    /// What a call of a function means, by its name in the function table.
    public static func of(_ name: String) -> RuntimeCall {
        guard name.hasPrefix("runtime.") else { return .none }
        let bytes = Array(name.utf8)
        return of(bytes.span, 8..<bytes.count)
    }

    /// The same by a part of a text: the name behind `runtime.`.
    static func of(_ bytes: Span<UInt8>, _ name: Range<Int>) -> RuntimeCall {
        for (text, call) in beginnings
        where SpanText.has(text, bytes, at: name.lowerBound, end: name.upperBound) { return call }
        return .none
    }
}
