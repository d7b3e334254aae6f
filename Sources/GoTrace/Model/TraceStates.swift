/// What a goroutine does, as a trace tells it. Raw values are those of `GoState` in `internal/trace`.
public enum GoroutineState: UInt8, Sendable, CaseIterable {
    /// Nothing was said about it yet.
    case undetermined
    case notExist
    /// Ready, and waiting for a processor (a P).
    case runnable
    case running
    /// Blocked.
    case waiting
    /// In a system call or a call into C.
    case syscall
}

/// What a processor (a P) does. Raw values are those of `ProcState` in `internal/trace`.
public enum ProcessorState: UInt8, Sendable, CaseIterable {
    case undetermined
    case notExist
    case running
    case idle
}
