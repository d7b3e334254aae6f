import Evidence

/// What goroutines wait for, found out once for each reason and each stack.
public struct WaitKindTable: Sendable {
    private var byReason: [UInt8] = []
    private var byStack: [UInt8] = []

    public init() {}

    private static let unknownYet = UInt8.max

    /// What the runtime's reason says, and the stack where that says less than the stack.
    public mutating func kind(reason: StringID, stack: UInt32, _ tables: TraceTables) -> WaitKind {
        let number = Int(reason.rawValue)
        if number >= byReason.count {
            byReason += Array(repeating: Self.unknownYet, count: number + 1 - byReason.count)
        }
        if byReason[number] == Self.unknownYet {
            byReason[number] = WaitKind(reason: tables.strings[reason]).index
        }
        let kind = WaitKind(index: byReason[number])
        guard kind == .semaphore || kind == .unknown, stack != 0 else { return kind }
        let fromStack = self.kind(stack: stack, tables)
        return fromStack == .unknown ? kind : fromStack
    }

    private mutating func kind(stack: UInt32, _ tables: TraceTables) -> WaitKind {
        let number = Int(stack)
        if number >= byStack.count {
            byStack += Array(repeating: Self.unknownYet, count: max(number + 1, byStack.count * 2) - byStack.count)
        }
        if byStack[number] == Self.unknownYet {
            byStack[number] = WaitKind(stack: tables.functionNames(stack: stack)).index
        }
        return WaitKind(index: byStack[number])
    }
}

extension WaitKind {
    /// The place in `allCases`, in a byte.
    public var index: UInt8 { UInt8(truncatingIfNeeded: number) }

    public init(index: UInt8) { self = Int(index) < Self.all.count ? Self.all[Int(index)] : .unknown }

    private static let all = Array(allCases)
}
