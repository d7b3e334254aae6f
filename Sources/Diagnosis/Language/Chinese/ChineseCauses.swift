extension Catalogue {
    /// The vocabulary of causes: `Vocabulary/`.
    static let chineseCauses = #"""
        # Sections
        Stopped for ever
        永远停住
        Leaks
        泄漏
        Contention and queues
        争用与排队
        Processor
        处理器
        Memory and collector
        内存与垃圾回收
        Input, output, threads
        输入输出与线程
        Building and starting
        构建与启动
        Builds compared
        构建对比
        Exposure and evidence
        暴露与证据
        # Stopped for ever
        goroutines hold locks that the others of the same cycle wait for
        goroutine 各自持有同一环中其他 goroutine 所等待的锁
        the lock cycle
        锁环
        one goroutine waits for a lock that it holds itself (a second Lock, or Lock under its own RLock)
        goroutine 等待自己已持有的锁（再次 Lock，或在自己的 RLock 之下 Lock）
        lock, goroutine
        锁、goroutine
        goroutines wait on channels (or on channels and locks) that only members of the same closed group could serve
        goroutine 等待的通道（或通道和锁）只有同一封闭组的成员才能服务
        the group
        该组
        WaitGroup.Wait can no longer return: a Done is missing
        WaitGroup.Wait 再也无法返回：缺少一次 Done
        the Wait stack
        Wait 的栈
        Cond.Wait with nobody left to signal
        Cond.Wait 已无人能发信号
        send, receive or select on nil channels only, not in an intentional `select {}` of main
        只在 nil 通道上发送、接收或 select，且不是 main 中有意写的 `select {}`
        # Leaks
        goroutines of one creation site accumulate, blocked where nobody will wake them
        同一位置创建的 goroutine 不断累积，阻塞在无人唤醒之处
        response bodies not closed: transport readLoop/writeLoop pairs and sockets accumulate
        响应体没有关闭：transport 的 readLoop/writeLoop 和套接字不断累积
        the caller of the client
        HTTP 客户端的调用者
        timers or tickers accumulate
        Timer 或 Ticker 不断累积
        live heap grows at one allocation site over several collections
        多次回收之后，某个分配位置的存活堆仍在增长
        open descriptors grow
        打开的文件描述符不断增长
        the opening stack
        打开时的栈
        # Contention and queues
        a (RW)Mutex is the bottleneck and its holder computes
        互斥锁（或读写锁）是瓶颈，其持有者在计算
        lock: hold and wait stacks
        锁：持有和等待的栈
        a lock is held while its holder sleeps, reads, writes or waits for the network; the slow operation is the root
        持锁期间，持有者在休眠、读写或等待网络；慢操作才是根源
        holder's blocking stack
        持有者阻塞的栈
        the lock or pipe of a logger or of standard output is the bottleneck
        日志器或标准输出的锁或管道是瓶颈
        writer
        写入者
        time goes to the runtime's own locks (futex, lock2, procyield)
        时间花在运行时自身的锁上（futex、lock2、procyield）
        runtime function and its caller
        运行时函数及其调用者
        senders queue behind a consumer that is slower than they are
        发送方排队等待比自己慢的消费者
        channel; the consumer's stack
        通道；消费者的栈
        callers wait for a slot of a bounded pool (database/sql, a semaphore channel, errgroup limit, worker pool); what the holders do is the root
        调用者在等待有限池的名额（database/sql、信号量通道、errgroup 上限、worker 池）；持有者的行为才是根源
        pool; the holders' stack
        池；持有者的栈
        # Processor
        one function or subtree takes most of the processor time
        某个函数或子树占用了大部分处理器时间
        encoding/json or reflect dominates
        encoding/json 或 reflect 占主导
        caller
        调用者
        regular expressions are compiled over and over
        反复编译正则表达式
        formatting, concatenation or string/byte conversion dominates
        格式化、拼接或字符串与字节的转换占主导
        a goroutine spins without making progress (polling select, atomic or time.Now loop)
        goroutine 空转而没有进展（轮询的 select、atomic 或 time.Now 循环）
        more runnable goroutines than processors for long, no single hot spot
        可运行的 goroutine 长时间多于处理器，且没有单一热点
        GOMAXPROCS is below the processors that are there, and work waits
        GOMAXPROCS 低于可用的处理器数，而有工作在等待
        GOMAXPROCS is above the processor quota
        GOMAXPROCS 高于处理器配额
        process, cgroup
        进程、cgroup
        the cgroup's quota stops the process
        cgroup 的配额使进程停住
        other processes take the processors
        其他进程占用了处理器
        the other processes
        其他进程
        a goroutine locked to its thread is the bottleneck
        绑定到线程的 goroutine 是瓶颈
        # Memory and collector
        collection takes too much of the processor since the program allocates too fast
        程序分配过快，垃圾回收占用过多处理器时间
        the live heap is close to GOMEMLIMIT and the collector runs without end
        存活堆接近内存上限（GOMEMLIMIT），垃圾回收不停运行
        runtime.GC or debug.FreeOSMemory is called again and again
        反复调用 runtime.GC 或 debug.FreeOSMemory
        stop-the-world takes long since a goroutine does not reach a safe point
        因某个 goroutine 迟迟到不了安全点，停止世界（STW）耗时很长
        the finalizer or cleanup goroutine is blocked, its queue grows
        运行 finalizer 或 cleanup 的 goroutine 被阻塞，其队列不断增长
        the finalizer's stack
        finalizer 的栈
        the process is being swapped
        进程的内存被换出
        resident memory grows outside the Go heap
        Go 堆之外的常驻内存在增长
        # Input, output, threads
        requests wait for a peer that answers late or never
        请求在等待应答很慢或从不应答的对端
        peer address, call stack
        对端地址、调用栈
        writes wait since the peer does not read
        对端不读取数据，写入在等待
        peer address
        对端地址
        name resolution is slow
        域名解析慢
        resolver, name
        解析服务器、域名
        a new connection for each request
        每个请求都新建连接
        caller, peer
        调用者、对端
        fsync or synchronous writes dominate
        fsync 或同步写占主导
        a system call other than network or fsync blocks (pipe, flock, slow device, FIFO open)
        网络和 fsync 之外的系统调用阻塞（管道、flock、慢设备、打开 FIFO）
        system call, file
        系统调用、文件
        calls into C block their threads
        对 C 的调用阻塞了线程
        the process keeps creating threads
        进程不断创建线程
        the blocking call
        阻塞的调用
        # Building and starting
        packages are compiled again that could have come from the build cache
        重新编译了本可从构建缓存获得的包
        packages, reason
        包、原因
        linking dominates
        链接占主导
        one package's compilation is the critical path
        某个包的编译是关键路径
        the C compiler dominates
        C 编译器占主导
        module or checksum downloads, or version-control stamping, dominate
        模块或校验和的下载，或者版本控制打戳占主导
        host, module
        主机、模块
        another process (antivirus, indexer, backup) delays file opens and executions
        其他进程（杀毒、索引、备份）拖慢了文件的打开和执行
        the other process, paths
        其他进程、路径
        the program was built with -N -l, -race, -cover or -asan
        程序构建时使用了 -N -l、-race、-cover 或 -asan
        build settings
        构建设置
        start-up is dominated by many or repeated file reads or library loads
        启动时间主要花在大量或重复的文件读取或库加载上
        # Builds compared
        a hot call is no longer inlined
        热点调用不再被内联
        function, cost
        函数、开销
        a value on a hot path now escapes to the heap
        热路径上的值现在逃逸到堆上
        variable, path
        变量、路径
        a bounds check came into a hot loop
        热循环中出现了边界检查
        position
        位置
        the running binary was built from modified sources, or is not what its metadata says
        运行中的二进制文件由修改过的源码构建，或者与其元数据不符
        a module's recorded version is not the code in the binary (replace)
        记录的模块版本与二进制文件中的代码不符（replace）
        # Exposure and evidence
        profiling endpoints are reachable from outside this machine
        从本机之外可以访问性能分析端点
        what was collected cannot decide; the finding says what to collect next, as a command
        收集到的证据不足以判断；结论会以命令的形式说明接下来收集什么
        nothing above the thresholds; never reported together with another cause of severity warning or above
        没有任何指标超过阈值；不会与严重程度为警告或以上的其他原因同时报告
        """#
}
