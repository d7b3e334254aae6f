import Evidence

/// What follows from stacks, found out once for each.
public struct StackFacts: Sendable {
    private var roots: [StringID?] = []
    private var kinds: [WaitKind?] = []

    /// The outermost function of a stack; empty without one.
    mutating func root(_ stack: UInt32, _ tables: TraceTables) -> StringID {
        let index = Int(stack)
        if index < roots.count, let known = roots[index] { return known }
        while roots.count <= index { roots.append(nil) }
        let root = tables.stacks[stack].last.map { tables.stacks.frames[Int($0)].function } ?? .empty
        roots[index] = root
        return root
    }

    /// What a goroutine waits for at a stack, as far as the stack says; nil when it does not.
    mutating func kind(_ stack: UInt32, _ tables: TraceTables) -> WaitKind {
        let index = Int(stack)
        if index < kinds.count, let known = kinds[index] { return known }
        while kinds.count <= index { kinds.append(nil) }
        let kind = WaitKind(stack: tables.functionNames(stack: stack))
        kinds[index] = kind
        return kind
    }
}
