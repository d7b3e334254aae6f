/// What a goroutine spends its time with.
public enum GoroutineActivity: Hashable, Sendable {
    case running
    /// Ready, and waiting for a processor.
    case runnable
    /// In a system call or in C, with a processor that is kept for it.
    case systemCall
    /// In a system call or in C, after its processor was given to others.
    case systemCallWithoutProcessor
    case waiting(WaitKind)

    public static let all: [GoroutineActivity] =
        [.running, .runnable, .systemCall, .systemCallWithoutProcessor] + WaitKind.allCases.map { .waiting($0) }

    /// The place in `all` of waiting for the first kind.
    static let firstWait = 4

    /// Whether it waits for something other than a processor or the end of a system call.
    public var isWaiting: Bool { if case .waiting = self { true } else { false } }
}
