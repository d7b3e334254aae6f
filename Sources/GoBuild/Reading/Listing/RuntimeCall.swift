/// What a call of the runtime is for, by its name behind `runtime.` (cmd/compile/internal/typecheck/_builtin/runtime.go and
/// ssa/_gen, Go 1.21 to 1.27).
enum RuntimeCall {
    case allocation, boundsPanic, writeBarrier, deferring, map, interface, goroutine, stackGrowth

    private static let beginnings: [(StaticString, RuntimeCall)] = [
        ("morestack", .stackGrowth), ("panicIndex", .boundsPanic), ("panicSlice", .boundsPanic),
        ("panicExtend", .boundsPanic), ("panicBounds", .boundsPanic), ("gcWriteBarrier", .writeBarrier),
        // 1.27 calls the allocator of a size class: mallocgcSmallScanNoHeaderSC3, mallocgcTinySC2.
        ("mallocgc", .allocation), ("growslice", .allocation), ("makeslice", .allocation), ("makemap", .allocation),
        ("makechan", .allocation), ("concatstring", .allocation), ("concatbyte", .allocation),
        ("moveSlice", .allocation),
        ("deferproc", .deferring), ("deferrangefunc", .deferring), ("mapaccess", .map), ("mapassign", .map),
        ("mapdelete", .map), ("mapiter", .map), ("mapIter", .map), ("mapclear", .map), ("typeAssert", .interface),
        ("assertE2I", .interface), ("interfaceSwitch", .interface), ("panicdottype", .interface),
        ("convI2I", .interface),
    ]

    private static let names: [(StaticString, RuntimeCall)] = [
        ("newobject", .allocation), ("newarray", .allocation), ("convT", .allocation), ("convTnoptr", .allocation),
        ("convT16", .allocation), ("convT32", .allocation), ("convT64", .allocation), ("convTstring", .allocation),
        ("convTslice", .allocation), ("slicebytetostring", .allocation), ("stringtoslicebyte", .allocation),
        ("stringtoslicerune", .allocation), ("slicerunetostring", .allocation), ("intstring", .allocation),
        ("wbMove", .writeBarrier), ("wbZero", .writeBarrier), ("typedmemmove", .writeBarrier),
        ("typedmemclr", .writeBarrier), ("typedslicecopy", .writeBarrier), ("deferreturn", .deferring),
        ("efaceeq", .interface), ("ifaceeq", .interface), ("panicnildottype", .interface), ("newproc", .goroutine),
    ]

    /// - Parameter name: bytes of the name in `bytes`; nil for what is none of these.
    static func of(_ bytes: Span<UInt8>, _ name: Range<Int>) -> RuntimeCall? {
        for (text, call) in beginnings where starts(bytes, name, text) { return call }
        for (text, call) in names where text.utf8CodeUnitCount == name.count && starts(bytes, name, text) {
            return call
        }
        return nil
    }

    private static func starts(_ bytes: Span<UInt8>, _ name: Range<Int>, _ text: StaticString) -> Bool {
        ListingText.has(text, bytes, at: name.lowerBound, end: name.upperBound)
    }
}

extension CallCounts {
    mutating func add(_ call: RuntimeCall) {
        switch call {
        case .allocation: allocations += 1
        case .boundsPanic: boundsPanics += 1
        case .writeBarrier: writeBarriers += 1
        case .deferring: defers += 1
        case .map: maps += 1
        case .interface: interfaces += 1
        case .goroutine: goroutines += 1
        case .stackGrowth: stackGrowths += 1
        }
    }
}
