import Evidence

/// Which cause explains which, whatever goroutines are concerned: for findings about the whole program, which come from
/// different evidence. From the vocabulary's "Which one comes first".
struct CausePrecedence {
    let thresholds: Thresholds

    /// True when `root` explains `symptom` wherever both are found.
    func explains(_ root: Finding, _ symptom: Finding) -> Bool {
        // A queue for processors without a single hot spot.
        if root.cause == .cpuSaturated, symptom.cause == .cpuHotFunction { return symptom.subject.kind == "subtree" }
        if root.cause == .cpuHotFunction, symptom.cause == .cpuSaturated { return root.subject.kind != "subtree" }
        // The more specific of two findings about one lock: who looks may not have seen its holder.
        if symptom.cause == .contentionMutex, root.cause == .contentionLockAcrossIo || root.cause == .contentionLogging
        {
            return Self.sharesFunction(root, symptom)
        }
        // Who is bound to a thread serves its channel as fast as threads take turns.
        let isBound = [root.cause, symptom.cause] == [.cpuLockedThread, .backpressureChannel]
        if isBound || [symptom.cause, root.cause] == [.cpuLockedThread, .backpressureChannel] {
            return isBound && Self.sharesFunction(root, symptom)
        }
        // What is hot is the lock that it meets the others at.
        if root.cause == .contentionRuntimeLock, symptom.cause == .cpuHotFunction, Self.sharesFunction(root, symptom) {
            return root.severity >= symptom.severity && root.impact.rate * 2 >= symptom.impact.rate
        }
        // A loop that cannot be stopped is hot as well, and stops all others.
        if root.cause == .gcLongPause, symptom.cause == .cpuHotFunction, Self.sharesFunction(root, symptom) {
            return root.severity >= symptom.severity
        }
        // What waits for its turn is kept as long: a heap that grows with a queue is no leak of its own.
        if symptom.cause == .leakHeap, symptom.subject.kind == KeptHeapRule.subject, Self.piling.contains(root.cause) {
            return root.severity >= symptom.severity
        }
        // Where the collector is at work all the time, some of what is thrown away at once is always still there.
        if root.cause == .gcAllocationRate, symptom.cause == .leakHeap, root.ownFunction == symptom.ownFunction {
            return root.ownFunction != nil && root.severity >= symptom.severity
        }
        // What takes the processors is the reading itself.
        if root.cause == .startupFileReads, symptom.cause == .cpuHotFunction {
            return symptom.subject.frames.contains { $0.function.hasPrefix("syscall.") }
        }
        if Self.always[root.cause]?.contains(symptom.cause) ?? false { return true }
        if Self.withheld.contains(root.cause), !Self.withheld.contains(symptom.cause) {
            return Self.isWithheld(root, symptom)
        }
        if let less = Self.atMost[root.cause], less.contains(symptom.cause) {
            return root.severity >= symptom.severity && root.impact.rate >= symptom.impact.rate
        }
        // A queue for what computes: the queue is the root when many wait, the computation when few do.
        if Self.queues.contains(root.cause), Self.computing.contains(symptom.cause) {
            return isCrowd(root) && Self.sharesFunction(root, symptom)
        }
        if Self.computing.contains(root.cause), Self.queues.contains(symptom.cause), root.cause != symptom.cause {
            return !isCrowd(symptom) && Self.sharesFunction(symptom, root)
        }
        return false
    }

    private func isCrowd(_ queue: Finding) -> Bool { queue.impact.rate >= thresholds.queueCrowd.value }

    /// Causes for which work piles up.
    private static let piling: Set<Cause> = [
        .cpuSaturated, .cpuGomaxprocsLow, .backpressureChannel, .poolExhausted, .contentionMutex,
        .contentionLockAcrossIo, .contentionLogging, .cpuThrottled, .cpuOversubscribed, .cpuForeignLoad,
        .networkSlowPeer, .networkSlowClient, .gcAllocationRate,
    ]

    private static let computing: Set<Cause> = [
        .cpuHotFunction, .cpuJsonReflection, .cpuRegexpCompile, .cpuStringChurn, .cpuLockedThread,
    ]
    private static let queues: Set<Cause> = [.contentionMutex, .backpressureChannel, .poolExhausted, .cpuLockedThread]

    private static let always: [Cause: Set<Cause>] = {
        let library: Set<Cause> = [
            .gcAllocationRate, .cpuHotFunction, .cpuSaturated, .contentionRuntimeLock, .gcLongPause,
        ]
        let collector: Set<Cause> = [
            .gcAllocationRate, .gcLongPause, .cpuHotFunction, .cpuStringChurn, .cpuJsonReflection, .cpuSaturated,
            .contentionRuntimeLock,
        ]
        return [
            .cpuOversubscribed: [.cpuThrottled, .cpuSaturated, .contentionRuntimeLock],
            .cpuBusyLoop: [
                .contentionRuntimeLock, .cpuHotFunction, .cpuSaturated, .cpuStringChurn, .gcLongPause,
                .gcAllocationRate,
            ],
            .cpuJsonReflection: library, .cpuRegexpCompile: library.union([.cpuStringChurn]), .cpuStringChurn: library,
            .gcMemoryLimit: collector.union([.gcForced]), .gcForced: collector,
            .gcAllocationRate: [.cpuHotFunction, .contentionRuntimeLock, .cpuSaturated],
            .gcFinalizerBlocked: [.leakHeap, .leakGoroutine, .memoryOffHeap],
            .cpuGomaxprocsLow: [.cpuSaturated, .cpuHotFunction],
            .leakHttpBody: [.leakGoroutine, .leakFd, .networkNoReuse, .leakHeap],
            .leakTimer: [.leakHeap, .leakGoroutine, .memoryOffHeap],
            .leakGoroutine: [.leakHeap, .memoryOffHeap],
            .threadsExplosion: [.ioBlockedSyscall, .threadsCgoBlocked, .memoryOffHeap],
            .networkNoReuse: [.leakFd],
            .buildScanner: [
                .buildCacheMiss, .buildLink, .buildCompile, .buildCgo, .buildModuleDownload, .startupFileReads,
                .ioBlockedSyscall, .ioDiskSync,
            ],
        ]
    }()

    /// Explains the other when it is at least as bad.
    private static let atMost: [Cause: Set<Cause>] = [
        .ioDiskSync: [.ioBlockedSyscall], .startupFileReads: [.ioDiskSync, .ioBlockedSyscall],
    ]

    private static let withheld: Set<Cause> = [.cpuThrottled, .cpuForeignLoad, .memorySwap, .cpuOversubscribed]

    /// What the machine withholds comes before what the program does, when it takes more of the time.
    private static func isWithheld(_ root: Finding, _ symptom: Finding) -> Bool {
        guard root.severity >= .warning, root.severity >= symptom.severity else { return false }
        if ofTime.contains(symptom.impact.unit) { return symptom.impact.rate <= root.impact.rate }
        // Those who wait for what computes, and for a processor, wait longer the less of it there is.
        return slowed.contains(symptom.cause) && root.impact.rate >= 0.5
    }

    /// Units of parts of the elapsed time.
    private static let ofTime: Set<String> = ["seconds", "processors"]

    private static let slowed: Set<Cause> = [
        .cpuSaturated, .cpuGomaxprocsLow, .gcLongPause, .contentionMutex, .backpressureChannel,
    ]

    /// Whether a function of the program is on the stacks that both are about.
    private static func sharesFunction(_ a: Finding, _ b: Finding) -> Bool {
        let functions = Set(a.subject.frames.map(\.function).filter(isOwn))
        if b.subject.frames.contains(where: { functions.contains($0.function) }) { return true }
        // Facts name the function that the others wait for.
        return b.subject.frames.first { isOwn($0.function) }.map { frame in
            let name = FunctionName.short(frame.function)
            return a.supports.contains { $0.fact.english.contains(name) } || a.summary.english.contains(name)
        } ?? false
    }

    private static func isOwn(_ function: String) -> Bool {
        !FunctionName.isStandard(package: FunctionName.package(function)) && function != "main.main"
    }
}
