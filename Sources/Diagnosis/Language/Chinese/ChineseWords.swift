extension Catalogue {
    /// Words and phrases that sentences are put together of: `Scene/`, `Engine/`, `Comparison/`, kinds and units.
    static let chineseWords = #"""
        # Lists
        %1, %2
        %1、%2
        ,␣
        、
        %1 and %2
        %1 和 %2
        %1 and %2 more
        %1 以及另外 %2 个
        # What goroutines do
        waits
        等待
        runs in %1
        正在 %1 中运行
        is ready to run in %1
        已就绪，将在 %1 中运行
        resolves a name
        在解析域名
        resolves a name through %1
        在通过 %1 解析域名
        waits for the answer to an HTTP request
        在等待 HTTP 请求的应答
        waits for the answer to an HTTP request from %1
        在等待来自 %1 的 HTTP 应答
        sleeps in %1
        在 %1 中休眠
        waits for a lock
        在等待锁
        waits to receive from a channel
        在等待从通道接收
        waits to send to a channel
        在等待向通道发送
        waits in a select
        停在 select 中
        rests for ever in a select without cases
        永远停在没有分支的 select 中
        waits for a WaitGroup
        在等待 WaitGroup
        waits for a Cond
        在等待 Cond
        waits for a semaphore
        在等待信号量
        is held up by the garbage collector
        被垃圾回收拖住
        is %1
        处于 %1 状态
        waits for connections
        在等待连接
        waits for a write
        在等待写入完成
        waits for a write to %1
        在等待向 %1 写入
        waits for a connection
        在等待建立连接
        waits for a connection to %1
        在等待连接到 %1
        waits for a read
        在等待读取
        waits for a read from %1
        在等待从 %1 读取
        is in a system call of %1
        停在 %1 的系统调用中
        is in the system call %1
        停在系统调用 %1 中
        is in the system call %1 on %2
        停在对 %2 的系统调用 %1 中
        waits for %1, probably held by %2
        在等待%1（可能由 %2 持有）
        waits for %1, probably read-locked by %2
        在等待%1（可能由 %2 持有读锁）
        waits for %1, perhaps held by %2
        在等待%1（也许由 %2 持有）
        waits for %1, served by %2
        在等待%1（由 %2 服务）
        waits for %1, which counts on %2
        在等待%1（取决于 %2）
        waits behind %1 more
        其后还隔着 %1 个
        waits for it in turn
        又反过来等待它
        , which␣
        ，后者
        waits for %1
        在等待%1
        %1 (%2 so far)
        %1（至今 %2）
        # Goroutines, locks, channels
        goroutine %1
        goroutine %1
        goroutines %1
        goroutine %1
        channel %1
        通道 %1
        mutex %1
        互斥锁 %1
        RWMutex %1
        RWMutex %1
        WaitGroup %1
        WaitGroup %1
        Cond %1
        Cond %1
        semaphore %1
        信号量 %1
        descriptor %1
        文件描述符 %1
        coroutine %1
        协程 %1
        an unknown place
        未知位置
        # Kinds of subjects
        goroutine
        goroutine
        goroutines
        goroutine
        lock
        锁
        lock cycle
        锁环
        channel
        通道
        pool
        池
        peer
        对端
        resolver
        解析服务器
        module
        模块
        binary
        二进制文件
        creation site
        创建位置
        system call
        系统调用
        C function
        C 函数
        process
        进程
        processes
        进程
        function
        函数
        subtree
        子树
        call
        调用
        allocation site
        分配位置
        finalizer
        finalizer
        cleanup
        cleanup
        live heap
        存活堆
        cgroup
        cgroup
        control group
        控制组
        descriptor
        文件描述符
        mapping
        映射
        listening address
        监听地址
        link step
        链接步骤
        package
        包
        packages
        包
        file
        文件
        files
        文件
        host
        主机
        threads
        线程
        # Kinds of descriptors, as looks at a process name them
        sockets
        套接字
        descriptors
        文件描述符
        pipes
        管道
        %1s
        %1
        # Kinds of evidence
        system activity
        系统活动
        execution trace
        执行 trace
        GODEBUG log
        GODEBUG 日志
        log
        日志
        what the processors do
        处理器在做什么
        threads over time
        一段时间内的线程
        processor samples
        处理器采样
        processor profile
        处理器 profile
        runtime state
        运行时状态
        build information
        构建信息
        looks at the machine
        对机器的观察
        looks at the process
        对进程的观察
        listening sockets
        监听套接字
        system calls
        系统调用
        quality
        质量
        heap
        堆
        heap profiles
        heap profile
        what goroutines wait for
        goroutine 的等待对象
        goroutines over time
        一段时间内的 goroutine
        threads, descriptors and memory
        线程、文件描述符和内存
        what machine and limits give
        机器和限制给予的资源
        listening addresses
        监听地址
        two builds
        两次构建
        # Diagnosis
        nothing
        无
        No goroutines were collected, so nothing can be said.
        没有收集到 goroutine，因此无法判断。
        nothing collected
        没有收集到任何内容
        Collect from the running process.
        从运行中的进程收集。
        The report then names a cause, or `healthy`.
        届时报告会给出原因，或者 `healthy`。
        core
        core
        goroutine dump
        goroutine 转储
        process memory
        进程内存
        core file %1
        core 文件 %1
        goroutine dump %1
        goroutine 转储 %1
        grouped goroutine dump %1
        分组的 goroutine 转储 %1
        the peer is %1
        对端是 %1
        %1 makes the requests
        请求由 %1 发出
        # CaseFigures
        processors kept busy
        忙碌的处理器
        collector's part of the processor time
        垃圾回收占处理器时间的比例
        allocated
        分配量
        collections
        垃圾回收次数
        kept by collections
        回收后保留的内存
        goroutines ready to run
        就绪的 goroutine
        timers
        定时器
        goroutines of the program
        程序的 goroutine
        goroutines that wait for a lock
        等锁的 goroutine
        open descriptors
        打开的文件描述符
        resident memory
        常驻内存
        """#

    /// Nouns with their numbers, measure words included: a noun, or singular and plural.
    static let chineseNouns = #"""
        goroutine
        %1 个 goroutine
        worker
        %1 个 worker
        slot
        %1 个名额
        other module
        另外 %1 个模块
        other is|others are
        另有 %1 个
        HTTP connection
        %1 个 HTTP 连接
        descriptor
        %1 个文件描述符
        goroutine of the program|goroutines of the program
        %1 个程序自身的 goroutine
        goroutine of the runtime|goroutines of the runtime
        %1 个运行时的 goroutine
        goroutine that takes profiles|goroutines that take profiles
        %1 个采集 profile 的 goroutine
        signal loop
        %1 个信号循环
        accept loop
        %1 个 accept 循环
        idle server connection
        %1 个空闲的服务端连接
        connection loop of client libraries|connection loops of client libraries
        %1 个客户端库的连接循环
        database/sql helper
        %1 个 database/sql 辅助 goroutine
        reader that waits for a peer to speak|readers that wait for a peer to speak
        %1 个等待对端发来数据的读取者
        wait for a child process|waits for child processes
        %1 个对子进程的等待
        send
        %1 次发送
        wait
        %1 次等待
        collection
        %1 次回收
        assist
        %1 次协助
        time
        %1 次
        processor
        %1 个处理器
        call
        %1 次调用
        look
        %1 次观察
        pause
        %1 次停顿
        line
        %1 行
        heap profile
        %1 个 heap profile
        package
        %1 个包
        file
        %1 个文件
        stack
        %1 个栈
        question
        %1 次查询
        slow question
        %1 次慢查询
        other question
        另外 %1 次查询
        connection
        %1 个连接
        different connection
        %1 个不同的连接
        exchange
        %1 次收发
        change
        %1 处变化
        goroutine-second per second|goroutine-seconds per second
        每秒 %1 个 goroutine·秒
        goroutine per second|goroutines per second
        每秒 %1 个 goroutine
        second
        %1 秒
        finalizer
        %1 个 finalizer
        byte per second|bytes per second
        每秒 %1 字节
        byte per profile|bytes per profile
        每个 profile %1 字节
        byte
        %1 字节
        timer per second|timers per second
        每秒 %1 个定时器
        connection per second|connections per second
        每秒 %1 个连接
        descriptor per second|descriptors per second
        每秒 %1 个文件描述符
        thread per second|threads per second
        每秒 %1 个线程
        """#
}
