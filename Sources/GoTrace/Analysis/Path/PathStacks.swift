/// Stacks of critical paths: whole ones of the trace, and what two of them have in common. Number 0 is no stack.
public struct PathStacks: Sendable {
    private var stacks = TraceStacks()
    private var whole: [UInt32: UInt32] = [:]
    private var common: [UInt64: UInt32] = [:]

    /// Numbers of the frames of a stack, innermost first, in `TraceTables.stacks.frames`.
    public subscript(_ stack: UInt32) -> ArraySlice<UInt32> { stacks[stack] }

    /// A stack of the trace.
    mutating func intern(_ stack: UInt32, _ tables: TraceTables) -> UInt32 {
        guard stack != 0 else { return 0 }
        if let known = whole[stack] { return known }
        let number = intern(tables.stacks[stack])
        whole[stack] = number
        return number
    }

    private mutating func intern(_ frames: ArraySlice<UInt32>) -> UInt32 {
        frames.isEmpty ? 0 : stacks.intern(frames)
    }

    /// The calls that a goroutine was in the whole time from one stack to another: their outer frames as far as they
    /// agree, and one more when that is the same function at another line. Without the first the outermost frame is all
    /// that is known.
    mutating func common(_ first: UInt32, _ second: UInt32, _ tables: TraceTables) -> UInt32 {
        if first == second { return intern(first, tables) }
        let key = UInt64(first) << 32 | UInt64(second)
        if let known = common[key] { return known }
        let number = make(first, second, tables)
        common[key] = number
        return number
    }

    private mutating func make(_ first: UInt32, _ second: UInt32, _ tables: TraceTables) -> UInt32 {
        let (a, b) = (tables.stacks[first], tables.stacks[second])
        if a.isEmpty || b.isEmpty { return intern(a.isEmpty ? b.suffix(1) : a.suffix(1)) }
        var count = 0
        let frames = tables.stacks.frames
        for (x, y) in zip(a.reversed(), b.reversed()) {
            if x != y {
                if frames[Int(x)].function == frames[Int(y)].function { count += 1 }
                break
            }
            count += 1
        }
        return intern(a.suffix(max(count, 1)))
    }
}
