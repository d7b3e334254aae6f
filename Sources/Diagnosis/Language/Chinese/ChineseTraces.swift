extension Catalogue {
    /// Execution traces: `Traces/`.
    static let chineseTraces = #"""
        # TraceChannelRule
        %1 waited at any moment for a slot of the pool at %2: for %3 of that time who had one %4.
        任意时刻有 %1 在等待 %2 处的池的名额：其中 %3 的时间里，占有名额的 goroutine %4。
        pool at %1
        %1 处的池
        slots are given back at %1
        名额在 %1 处归还
        what else the holders of slots do
        名额的持有者还在做什么
        See what those who hold the slots wait for; raise the limit only when that has room.
        查明名额的持有者在等待什么；只有在那里还有余量时才提高上限。
        %1 waited at any moment to send at %2: for %3 of that time %4, which receives, %5.
        任意时刻有 %1 在 %2 处等待发送：其中 %3 的时间里，负责接收的 %4 %5。
        channel at %1
        %1 处的通道
        %1 receives at %2
        %1 在 %2 处接收
        what the receiver does meanwhile
        接收方在此期间做什么
        Make the receiver faster or run more of them; a larger buffer only delays the same wait.
        让接收方更快，或者增加接收方；更大的缓冲只会推迟同样的等待。
        %1 waited, half of them up to %2, the longest %3
        有 %1 发生了等待，其中一半不超过 %2，最长 %3
        `%1` on a new trace shows less waiting at %2.
        对新的 trace 运行 `%1`，显示 %2 处的等待变少。
        was in %1
        处于%1
        # TraceCollectorRule
        %1 runs the collector by hand: %2 of %3 in %4, which takes %5 of the processors.
        %1 手动触发垃圾回收：在 %4 内的 %3 中占 %2 次，耗用了处理器的 %5。
        The collector takes %1 of the processors, and goroutines spent %2 in helping it: the program allocates %3 a second.
        垃圾回收占用了处理器的 %1，goroutine 还花了 %2 协助回收：程序每秒分配 %3。
        %1, 99 % up to %2
        %1，其中 99% 不超过 %2
        the heap lay between %1 and %2
        堆大小在 %1 到 %2 之间
        the lines that allocate most
        分配最多的代码行
        Allocate less where the stack points, or give the heap more room: a larger GOGC, or GOMEMLIMIT where memory allows.
        减少栈所指位置的分配，或者给堆更多空间：调大 GOGC，或在内存允许时设置 GOMEMLIMIT。
        `%1` on a new trace shows a smaller share.
        对新的 trace 运行 `%1`，显示所占比例变小。
        The world took %1 to stop for %2 at %3: goroutine %4 in %5 was the last to stop.
        在 %3 处为 %2 停止世界（STW）用了 %1：最后停下的是 %5 中的 goroutine %4。
        the stop lasted %1 in all
        整个停顿持续了 %1
        goroutines of %1 were the last to stop %2
        %1 的 goroutine 有 %2 最后停下
        the world was stopped for %1 of the trace
        整个 trace 中世界停止的时间共 %1
        Look at what runs there without a safe point: assembly, a call into C, a page fault, a thread that the system did not run.
        查明那里有什么代码在没有安全点的情况下运行：汇编、C 调用、缺页，或者系统没有调度该线程。
        `%1` on a new trace shows shorter times to stop.
        对新的 trace 运行 `%1`，显示停止世界所需的时间变短。
        # TraceEvidence
        a place that the trace does not name
        trace 中没有名称的位置
        unknown goroutines
        未知的 goroutine
        # TraceLeakRule
        Goroutines of %1, created at %2, become %3 more each second: of %4 in %5 %6 have not ended.
        %1 的 goroutine（创建于 %2）每秒增加 %3 个：%5 内创建的 %4 个中，有 %6 个没有结束。
        95 % of the slopes that the trace allows lie from %1 to %2 a second
        根据该 trace，每秒增量的 95% 置信区间为 %1 到 %2
        %1 of them %2 for %3 at %4
        其中 %1 个%2 %3，位于 %4
        whether anything can still wake them
        是否还有什么能唤醒它们
        See to it that what they wait for always comes: cancel their context, close the channel, or give it room for the answer that nobody takes any more.
        确保它们等待的事件总会到来：取消它们的 context，关闭通道，或者给通道留出空间来存放不再有人取的结果。
        `%1` on a later trace no longer shows them grow.
        对之后的 trace 运行 `%1`，不再显示它们增长。
        # TraceLockRule
        lock at %1
        %1 处的锁
        %1 waited at any moment for the lock at %2
        任意时刻有 %1 在等待 %2 处的锁
        %1: for %2 of that time who held it was in %3.
        %1：其中 %2 的时间里，持有者处于%3。
        %1: for %2 of that time who held it %3; it is unlocked at %4.
        %1：其中 %2 的时间里，持有者%3；解锁位置在 %4。
        was computing
        正在计算
        was ready and had no processor
        已就绪但没有处理器
        was helping the collector
        在协助垃圾回收
        was in slow operations
        处于慢操作中
        %1, %2 together; half took up to %3, the longest %4
        %1，合计 %2；其中一半不超过 %3，最长 %4
        up to %1 waited for it at once
        最多时有 %1 同时等待它
        for %1 of the waits who held it was computing
        在 %1 的等待时间里，持有者正在计算
        %1 of the waits came from %2
        等待时间中有 %1 来自%2
        for %1 of the waits who was waited for was ready and had no processor
        在 %1 的等待时间里，被等待者已就绪但没有处理器
        for %1 of the waits the trace does not tell why
        在 %1 的等待时间里，trace 无法说明原因
        Take the logger out of the way: buffer its output or write it from one goroutine, log less in hot paths.
        不要让日志器挡路：缓冲其输出，或者由单个 goroutine 写出，并减少热路径上的日志。
        Unlock before sleeping: nobody else can go on meanwhile.
        休眠之前先解锁：否则在此期间其他人都无法继续。
        Do the slow operation outside of the lock: copy what it needs, unlock, operate, lock again; or batch it so that one call serves many waiters.
        把慢操作移到锁外：复制所需数据，解锁，操作，再加锁；或者批量处理，让一次调用服务多个等待者。
        Shorten what is done under the lock, split the lock by key, or keep the data per goroutine; an RWMutex helps only when nearly all take it for reading.
        缩短锁内的操作，按键拆分该锁，或者让每个 goroutine 保存自己的数据；只有当几乎所有访问都是读时，RWMutex 才有帮助。
        # TraceNetworkRule
        %1 waited at any moment at %2%3 %4: half of the waits took %5 or longer.
        任意时刻有 %1 在 %2%3 处%4：其中一半的等待达到或超过 %5。
        pipe or terminal at %1
        %1 处的管道或终端
        network at %1
        %1 处的网络
        %1, a tenth of them took %2 or longer, the longest %3
        %1，其中十分之一达到或超过 %2，最长 %3
        %1 of them had not ended when the trace ended
        其中 %1 个在 trace 结束时仍未结束
        the pipe behind it
        背后的管道
        the peer's address
        对端的地址
        `%1` on a new trace shows shorter waits at %2.
        对新的 trace 运行 `%1`，显示 %2 处的等待变短。
        for names to be resolved
        等待域名解析
        to write to a pipe or terminal that is not read fast enough
        等待写入读取不够快的管道或终端
        for the peer to read what is written
        等待对端读取写入的数据
        for connections to be made
        等待建立连接
        for the peer to answer
        等待对端应答
        Look at the resolver: search domains, a cache on the machine, fewer lookups by keeping connections.
        检查域名解析：search 域、本机缓存，以及通过保持连接来减少解析次数。
        Look at who reads from the pipe; buffer what is written, or write less.
        查明谁在读取该管道；缓冲要写的内容，或者少写一些。
        Set write deadlines, and drop or disconnect peers that do not read; then look at why they do not.
        设置写截止时间，丢弃或断开不读取数据的对端；然后查明它们为何不读。
        Set timeouts, and look at the peer at that time: its own trace says what the answer waited for.
        设置超时，并检查对端在那个时间的情况：它自己的 trace 能说明应答在等待什么。
        # TraceProcessorRule
        %1 goroutines were ready and waited for one of %2 at any moment; for %3 of the time none was free.
        任意时刻有 %1 个 goroutine 已就绪，在等待 %2 中的一个；有 %3 的时间没有空闲的处理器。
         The machine has %1: GOMAXPROCS is lower than it need be.
        该机器有 %1 个：GOMAXPROCS 设置得偏低。
        99 % of the waits for a processor took up to %1, the longest %2
        等待处理器的时间有 99% 不超过 %1，最长 %2
        up to %1 were ready at once
        最多时有 %1 同时就绪
        the collector takes %1 of the processors
        垃圾回收占用了处理器的 %1
        whether the machine has more processors than GOMAXPROCS, and what uses them
        机器的处理器是否多于 GOMAXPROCS，以及谁在使用它们
        Do less work: a CPU profile names the functions. Or give the program more processors, or admit fewer requests at once.
        减少工作量：CPU profile 会指出是哪些函数。或者给程序更多处理器，或者减少同时接纳的请求。
        `%1` on a new trace shows less time without a free processor.
        对新的 trace 运行 `%1`，显示没有空闲处理器的时间变少。
        Goroutines were ready while processors stood idle for %1 of the time, in stretches of %2 and more: the system did not run the program's threads, which a trace cannot explain.
        有 %1 的时间里 goroutine 已就绪而处理器却空闲，每段达 %2 或更长：系统没有运行该程序的线程，其原因 trace 无法说明。
        the longest of these stretches took %1, at %2
        其中最长的一段为 %1，位于 %2
        throttling by a quota, and other processes on the machine
        配额限流，以及机器上的其他进程
        Look for a quota that throttles the container (nr_throttled), and for what else runs there.
        检查是否有配额在限制该容器（nr_throttled），以及那里还运行着什么。
        `%1` on a new trace shows less starvation.
        对新的 trace 运行 `%1`，显示饥饿变少。
        # TraceQueue
        the system call %1
        系统调用 %1
        a sleep
        休眠
        %1 at %2
        %2 处的%1
        the resolution of a name
        域名解析
        a write to a pipe or terminal
        对管道或终端的写入
        a read from a pipe or terminal
        对管道或终端的读取
        a write to the network
        网络写入
        a read from the network
        网络读取
        a network operation
        网络操作
        # TraceRules
        What did goroutines wait for in the trace, and for whom?
        trace 中的 goroutine 在等待什么、等待谁？
        %1 for a processor in %2, half up to %3, the longest %4
        在 %2 内有 %1 处理器，其中一半不超过 %3，最长 %4
        %1 took %2 of the processors
        %1 占用了处理器的 %2
        Nothing holds the program up: its goroutines used %1 of %2, and 99 % of them got one within %3.
        程序没有受阻：它的 goroutine 使用了 %2 的 %1，且 99% 在 %3 之内得到处理器。
        A trace of the time when it is slow would show what it waits for then: `curl -o trace.out 'http://HOST:PORT/debug/pprof/trace?seconds=5' && sonde why trace.out`.
        在程序变慢时采集 trace，就能看到它当时在等待什么：`curl -o trace.out 'http://HOST:PORT/debug/pprof/trace?seconds=5' && sonde why trace.out`。
        # TraceStuckRule
        %1 waited through the whole trace of %2: %3.
        %1 在长 %2 的整个 trace 中一直等待：%3。
        %1 of %2 %3 for %4 at %5, such as goroutine %6
        %2 的 %1%3 %4，位于 %5，例如 goroutine %6
        whether anything can still wake them, and who holds what they wait for
        是否还有什么能唤醒它们，以及谁持有它们等待的对象
        Look at the running process: it tells a deadlock or a leak from goroutines that rest by design.
        直接观察运行中的进程：它能区分死锁或泄漏与按设计处于等待的 goroutine。
        `%1` on a later trace no longer shows them.
        对之后的 trace 运行 `%1`，不再显示它们。
        # TraceSystemCallRule
        %1 stood at any moment in %2 at %3: %4, the longest %5.
        任意时刻有 %1 停在 %3 的 %2 中：%4，最长 %5。
        half of the calls took up to %1, 99 % up to %2
        一半的调用不超过 %1，99% 不超过 %2
        %1 took so long that the processor was given to others
        有 %1 耗时过长，以致处理器被让给了其他 goroutine
        the file or device behind it
        背后的文件或设备
        Write less often to disk: batch what is synced, let one goroutine sync for all, or relax durability where the data allow it.
        减少写盘次数：批量同步，由一个 goroutine 为所有人同步，或者在数据允许时放宽持久性要求。
        Keep such calls off the way of requests: limit how many run at once, and use what the poller can wait for where there is something.
        让这类调用离开请求路径：限制同时运行的数量，并尽可能改用网络轮询器能够等待的方式。
        `%1` on a new trace shows fewer or shorter calls at %2.
        对新的 trace 运行 `%1`，显示 %2 处的调用变少或变短。
        """#
}
