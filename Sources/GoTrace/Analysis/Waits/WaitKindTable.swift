import Evidence

/// What goroutines wait for, found out once for each reason and each stack.
public struct WaitKindTable: Sendable {
    private var byReason: [UInt8] = []
    private var byStack: [UInt8] = []

    public init() {}

    private static let unknownYet = UInt8.max

    /// What the runtime's reason says, or the stack where that says more.
    public mutating func kind(reason: StringID, stack: UInt32, _ tables: TraceTables) -> WaitKind {
        let number = Int(reason.rawValue)
        byReason.reach(number, with: Self.unknownYet)
        if byReason[number] == Self.unknownYet {
            byReason[number] = WaitKind(reason: tables.strings[reason]).number
        }
        let kind = WaitKind(number: byReason[number])
        guard kind == .semaphore || kind == .unknown, stack != 0 else { return kind }
        let fromStack = self.kind(stack: stack, tables)
        return fromStack == .unknown ? kind : fromStack
    }

    private mutating func kind(stack: UInt32, _ tables: TraceTables) -> WaitKind {
        let number = Int(stack)
        byStack.reach(number, with: Self.unknownYet)
        if byStack[number] == Self.unknownYet {
            byStack[number] = WaitKind(stack: tables.functionNames(stack: stack)).number
        }
        return WaitKind(number: byStack[number])
    }
}

extension WaitKind {
    /// The place in `allCases`. Asked for each interval, so that no table with texts for keys will do.
    public var number: UInt8 {
        switch self {
        case .channelSend: 0
        case .channelReceive: 1
        case .select: 2
        case .mutex: 3
        case .readWriteMutex: 4
        case .waitGroup: 5
        case .cond: 6
        case .semaphore: 7
        case .network: 8
        case .sleep: 9
        case .forever: 10
        case .assist: 11
        case .collector: 12
        case .coroutine: 13
        case .preempted: 14
        case .system: 15
        case .unknown: 16
        }
    }

    /// - Parameter number: `unknown` for what is none.
    public init(number: UInt8) { self = Int(number) < Self.all.count ? Self.all[Int(number)] : .unknown }

    private static let all = allCases
}
