extension CauseDescription {
    static let processor: [CauseDescription] = [
        CauseDescription(
            .cpuHotFunction, section: "Processor",
            text: "one function or subtree takes most of the processor time",
            subject: "function",
            wrongAnswer: ""),
        CauseDescription(
            .cpuJsonReflection, section: "Processor",
            text: "encoding/json or reflect dominates",
            subject: "caller",
            wrongAnswer: "cpu.hot-function"),
        CauseDescription(
            .cpuRegexpCompile, section: "Processor",
            text: "regular expressions are compiled over and over",
            subject: "caller",
            wrongAnswer: "cpu.hot-function"),
        CauseDescription(
            .cpuStringChurn, section: "Processor",
            text: "formatting, concatenation or string/byte conversion dominates",
            subject: "caller",
            wrongAnswer: "gc.allocation-rate"),
        CauseDescription(
            .cpuBusyLoop, section: "Processor",
            text: "a goroutine spins without making progress (polling select, atomic or time.Now loop)",
            subject: "function",
            wrongAnswer: "cpu.hot-function"),
        CauseDescription(
            .cpuSaturated, section: "Processor",
            text: "more runnable goroutines than processors for long, no single hot spot",
            subject: "process",
            wrongAnswer: ""),
        CauseDescription(
            .cpuGomaxprocsLow, section: "Processor",
            text: "GOMAXPROCS is below the processors that are there, and work waits",
            subject: "process",
            wrongAnswer: "cpu.saturated"),
        CauseDescription(
            .cpuOversubscribed, section: "Processor",
            text: "GOMAXPROCS is above the processor quota",
            subject: "process, cgroup",
            wrongAnswer: "cpu.throttled"),
        CauseDescription(
            .cpuThrottled, section: "Processor",
            text: "the cgroup's quota stops the process",
            subject: "cgroup",
            wrongAnswer: "cpu.saturated"),
        CauseDescription(
            .cpuForeignLoad, section: "Processor",
            text: "other processes take the processors",
            subject: "the other processes",
            wrongAnswer: "cpu.saturated"),
        CauseDescription(
            .cpuLockedThread, section: "Processor",
            text: "a goroutine locked to its thread is the bottleneck",
            subject: "goroutine",
            wrongAnswer: ""),
    ]

    static let memoryCollector: [CauseDescription] = [
        CauseDescription(
            .gcAllocationRate, section: "Memory and collector",
            text: "collection takes too much of the processor since the program allocates too fast",
            subject: "allocation site",
            wrongAnswer: "cpu.hot-function"),
        CauseDescription(
            .gcMemoryLimit, section: "Memory and collector",
            text: "the live heap is close to GOMEMLIMIT and the collector runs without end",
            subject: "process",
            wrongAnswer: "gc.allocation-rate"),
        CauseDescription(
            .gcForced, section: "Memory and collector",
            text: "runtime.GC or debug.FreeOSMemory is called again and again",
            subject: "caller",
            wrongAnswer: "gc.allocation-rate"),
        CauseDescription(
            .gcLongPause, section: "Memory and collector",
            text: "stop-the-world takes long since a goroutine does not reach a safe point",
            subject: "function",
            wrongAnswer: ""),
        CauseDescription(
            .gcFinalizerBlocked, section: "Memory and collector",
            text: "the finalizer or cleanup goroutine is blocked, its queue grows",
            subject: "the finalizer's stack",
            wrongAnswer: "leak.heap"),
        CauseDescription(
            .memorySwap, section: "Memory and collector",
            text: "the process is being swapped",
            subject: "process",
            wrongAnswer: ""),
        CauseDescription(
            .memoryOffHeap, section: "Memory and collector",
            text: "resident memory grows outside the Go heap",
            subject: "mapping",
            wrongAnswer: "leak.heap"),
    ]

    static let inputOutputThreads: [CauseDescription] = [
        CauseDescription(
            .networkSlowPeer, section: "Input, output, threads",
            text: "requests wait for a peer that answers late or never",
            subject: "peer address, call stack",
            wrongAnswer: ""),
        CauseDescription(
            .networkSlowClient, section: "Input, output, threads",
            text: "writes wait since the peer does not read",
            subject: "peer address",
            wrongAnswer: "network.slow-peer"),
        CauseDescription(
            .networkDns, section: "Input, output, threads",
            text: "name resolution is slow",
            subject: "resolver, name",
            wrongAnswer: "network.slow-peer"),
        CauseDescription(
            .networkNoReuse, section: "Input, output, threads",
            text: "a new connection for each request",
            subject: "caller, peer",
            wrongAnswer: "network.slow-peer"),
        CauseDescription(
            .ioDiskSync, section: "Input, output, threads",
            text: "fsync or synchronous writes dominate",
            subject: "file",
            wrongAnswer: ""),
        CauseDescription(
            .ioBlockedSyscall, section: "Input, output, threads",
            text: "a system call other than network or fsync blocks (pipe, flock, slow device, FIFO open)",
            subject: "system call, file",
            wrongAnswer: ""),
        CauseDescription(
            .threadsCgoBlocked, section: "Input, output, threads",
            text: "calls into C block their threads",
            subject: "C function",
            wrongAnswer: "io.blocked-syscall"),
        CauseDescription(
            .threadsExplosion, section: "Input, output, threads",
            text: "the process keeps creating threads",
            subject: "the blocking call",
            wrongAnswer: ""),
    ]
}
