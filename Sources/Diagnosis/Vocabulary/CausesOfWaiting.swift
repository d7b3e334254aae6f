extension CauseDescription {
    static let stoppedForEver: [CauseDescription] = [
        CauseDescription(
            .deadlockMutex, section: "Stopped for ever",
            text: "goroutines hold locks that the others of the same cycle wait for",
            subject: "the lock cycle",
            wrongAnswer: "contention.mutex"),
        CauseDescription(
            .deadlockSelf, section: "Stopped for ever",
            text: "one goroutine waits for a lock that it holds itself (a second Lock, or Lock under its own RLock)",
            subject: "lock, goroutine",
            wrongAnswer: "contention.mutex"),
        CauseDescription(
            .deadlockChannel, section: "Stopped for ever",
            text: """
                goroutines wait on channels (or on channels and locks) that only members of the same closed group \
                could serve
                """,
            subject: "the group",
            wrongAnswer: "leak.goroutine"),
        CauseDescription(
            .stuckWaitgroup, section: "Stopped for ever",
            text: "WaitGroup.Wait can no longer return: a Done is missing",
            subject: "the Wait stack",
            wrongAnswer: "leak.goroutine"),
        CauseDescription(
            .stuckCond, section: "Stopped for ever",
            text: "Cond.Wait with nobody left to signal",
            subject: "the Wait stack",
            wrongAnswer: ""),
        CauseDescription(
            .stuckNilChannel, section: "Stopped for ever",
            text: "send, receive or select on nil channels only, not in an intentional `select {}` of main",
            subject: "goroutine",
            wrongAnswer: ""),
    ]

    static let leaks: [CauseDescription] = [
        CauseDescription(
            .leakGoroutine, section: "Leaks",
            text: "goroutines of one creation site accumulate, blocked where nobody will wake them",
            subject: "creation site",
            wrongAnswer: ""),
        CauseDescription(
            .leakHttpBody, section: "Leaks",
            text: "response bodies not closed: transport readLoop/writeLoop pairs and sockets accumulate",
            subject: "the caller of the client",
            wrongAnswer: "leak.goroutine"),
        CauseDescription(
            .leakTimer, section: "Leaks",
            text: "timers or tickers accumulate",
            subject: "creation site",
            wrongAnswer: ""),
        CauseDescription(
            .leakHeap, section: "Leaks",
            text: "live heap grows at one allocation site over several collections",
            subject: "allocation site",
            wrongAnswer: "gc.allocation-rate"),
        CauseDescription(
            .leakFd, section: "Leaks",
            text: "open descriptors grow",
            subject: "the opening stack",
            wrongAnswer: ""),
    ]

    static let contentionQueues: [CauseDescription] = [
        CauseDescription(
            .contentionMutex, section: "Contention and queues",
            text: "a (RW)Mutex is the bottleneck and its holder computes",
            subject: "lock: hold and wait stacks",
            wrongAnswer: ""),
        CauseDescription(
            .contentionLockAcrossIo, section: "Contention and queues",
            text: """
                a lock is held while its holder sleeps, reads, writes or waits for the network; the slow operation \
                is the root
                """,
            subject: "holder's blocking stack",
            wrongAnswer: "contention.mutex"),
        CauseDescription(
            .contentionLogging, section: "Contention and queues",
            text: "the lock or pipe of a logger or of standard output is the bottleneck",
            subject: "writer",
            wrongAnswer: "contention.mutex"),
        CauseDescription(
            .contentionRuntimeLock, section: "Contention and queues",
            text: "time goes to the runtime's own locks (futex, lock2, procyield)",
            subject: "runtime function and its caller",
            wrongAnswer: ""),
        CauseDescription(
            .backpressureChannel, section: "Contention and queues",
            text: "senders queue behind a consumer that is slower than they are",
            subject: "channel; the consumer's stack",
            wrongAnswer: "leak.goroutine"),
        CauseDescription(
            .poolExhausted, section: "Contention and queues",
            text: """
                callers wait for a slot of a bounded pool (database/sql, a semaphore channel, errgroup limit, \
                worker pool); what the holders do is the root
                """,
            subject: "pool; the holders' stack",
            wrongAnswer: "leak.goroutine"),
    ]
}
