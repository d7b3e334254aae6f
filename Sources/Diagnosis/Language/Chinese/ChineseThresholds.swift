extension Catalogue {
    /// Where the thresholds come from, and the stages of the tree: `sonde causes --rules`.
    static let chineseThresholds = #"""
        # Headings and stages
        Thresholds
        阈值
        trust
        可信度
        environment
        环境
        runtime
        运行时
        waiting
        等待
        code
        代码
        sourced: %1
        出处：%1
        proposed: %1
        自定：%1
        # Sources
        JDK Mission Control, file force: info limit
        JDK Mission Control，文件强制写盘：提示级阈值
        JDK Mission Control, processor load by other processes: 20 %
        JDK Mission Control，其他进程的处理器负载：20%
        JDK Mission Control, processor load by other processes: 40 %
        JDK Mission Control，其他进程的处理器负载：40%
        JDK Mission Control, socket read and write: info limit
        JDK Mission Control，套接字读写：提示级阈值
        JDK Mission Control, socket read and write: warning limit
        JDK Mission Control，套接字读写：警告级阈值
        catalogue of rules, collection: 10 %
        规则目录，垃圾回收：10%
        catalogue of rules, compiled per call: 2 %
        规则目录，每次调用都编译：2%
        a pool that shrinks gives up no more than it has
        正在缩小的连接池放弃的连接不会多于它所拥有的
        fewer cannot tell a tenth of the time from chance
        再少就无法把十分之一的时间与偶然区分开
        fewer wait now and then in any program that has one worker
        在任何只有一个工作者的程序中，偶尔都会有更少的 goroutine 在等待
        catalogue of rules, connections: reuse ratio below 0.5
        规则目录，连接：复用率低于 0.5
        catalogue of rules, finalizer backlog: 1 s
        规则目录，finalizer 积压：1 s
        catalogue of rules, goroutine leak: more than 100
        规则目录，goroutine 泄漏：超过 100 个
        catalogue of rules, long stops: 1 ms
        规则目录，长停顿：1 ms
        catalogue of rules, long stops: 10 ms
        规则目录，长停顿：10 ms
        catalogue of rules, many threads: warning from 1,000 on
        规则目录，线程过多：达到 1,000 个时警告
        catalogue of rules, mutex contention: 0.1 x GOMAXPROCS
        规则目录，互斥锁争用：0.1 x GOMAXPROCS
        catalogue of rules, mutex contention: 1 x GOMAXPROCS
        规则目录，互斥锁争用：1 x GOMAXPROCS
        catalogue of rules, name resolution: 1 s
        规则目录，域名解析：1 s
        catalogue of rules, name resolution: 100 ms
        规则目录，域名解析：100 ms
        catalogue of rules, quota throttling: 1 %
        规则目录，配额限流：1%
        catalogue of rules, quota throttling: 5 %
        规则目录，配额限流：5%
        catalogue of rules, reflection: 20 %
        规则目录，反射：20%
        catalogue of rules, reflection: 40 %
        规则目录，反射：40%
        catalogue of rules, run queue latency: 10 % of the run time
        规则目录，运行队列延迟：运行时间的 10%
        catalogue of rules, runtime-internal lock: 15 %
        规则目录，运行时内部锁：15%
        catalogue of rules, runtime-internal lock: 5 %
        规则目录，运行时内部锁：5%
        catalogue of rules, saturation: runnable/P > 2
        规则目录，饱和：runnable/P > 2
        catalogue of rules, slow consumer: more than 10 waiters
        规则目录，消费者过慢：等待者超过 10 个
        gcBackgroundUtilization in runtime/mgcpacer.go: 25 % is what marking is designed to take
        runtime/mgcpacer.go 中的 gcBackgroundUtilization：标记的设计占用为 25%
        runtime/traceback.go prints waits from one minute on
        runtime/traceback.go 只打印一分钟以上的等待
        # Proposals
        "nearly all" in the order of causes
        原因次序中的“几乎全部”
        a fifth may wait for other reasons
        五分之一可能因其他原因而等待
        a fifth of the program's time for what is done once
        只需做一次的事占了程序时间的五分之一
        a hundredth of the elapsed time
        经过时间的百分之一
        a pool that is full for a moment makes one or two wait
        池短暂用满时，会有一两个在等待
        a program that spins does little else
        空转的程序几乎不做别的事
        a quarter of a build is worth somebody's time
        构建时间的四分之一值得有人花时间处理
        a quarter of the 4 s warning limit for file reads and writes of JDK Mission Control
        JDK Mission Control 文件读写警告级阈值 4 s 的四分之一
        a quarter of what is a warning
        警告级的四分之一
        a queue that no two processors work off between two looks
        在两次观察之间，两个处理器也处理不完的队列
        a second is felt at each start
        每次启动都能感觉到的一秒
        a tenth of the elapsed time
        经过时间的十分之一
        a tenth of the time is felt
        十分之一的时间能被感觉到
        a thousand ports in TIME_WAIT after a minute and a half at this rate
        以此速度，一分半钟后会有一千个端口处于 TIME_WAIT
        a thousand times the 1 ms of starvationThresholdNs in Go's internal/sync/mutex.go
        Go 的 internal/sync/mutex.go 中 starvationThresholdNs（1 ms）的一千倍
        a whole service stands rather than one request
        停住的是整个服务，而不是一个请求
        about a megabyte a second
        大约每秒一兆字节
        an atomic load costs little beside the loop around it
        与外围循环相比，一次 atomic load 的开销很小
        as for locks
        与锁相同
        five a second, without any that end
        每秒五个，且没有一个结束
        five times the 2 idle connections that net/http keeps per host
        net/http 为每个主机保留的 2 个空闲连接的五倍
        five times the catalogue's 5 %, since any service formats something
        规则目录中 5% 的五倍，因为任何服务都要做格式化
        growth without one departure in at least three snapshots
        至少三个快照中只增长而没有一个离开
        half of the elapsed time
        经过时间的一半
        half of the time is no burst
        占一半时间就不是突发
        less fills no memory before the next release
        更少的增长在下一次发布之前填不满内存
        a program that fills its caches doubles its heap now and then
        程序在填充缓存时，堆偶尔会翻倍
        fewer show no course: whether growth slows down
        次数更少就看不出走势：增长是否在放缓
        less is not worth a second look
        更少就不值得再看一眼
        the least that benchmarks on shared machines tell from noise
        共享机器上的基准测试能与噪声区分开的最小值
        less is lost among what a program needs anyway
        更少则淹没在程序本来就需要的内存之中
        more than the libraries and settings of large programs
        多于大型程序的库和配置文件
        nearly half of the program's time
        接近程序时间的一半
        one goroutine at least is in such a call at any moment
        任意时刻至少有一个 goroutine 处于这样的调用中
        one goroutine that computes nearly all the time
        一个几乎一直在计算的 goroutine
        one or two late calls are no pattern
        一两次迟到的调用不成规律
        one slow answer in a long recording is no pattern
        很长的记录中只有一次慢应答，不成规律
        start-up also grows without departures
        启动阶段同样只增不减
        ten times the 2 idle connections that net/http keeps
        net/http 保留的 2 个空闲连接的十倍
        ten times the catalogue's growth limit of 100
        规则目录中增长上限 100 的十倍
        the larger part of a build
        构建时间的大部分
        the larger part of the time until it is ready
        就绪之前时间的大部分
        the larger part of the waiting would go with the operation
        大部分等待会随该操作一起消失
        the larger part with room for the error of 100 samples
        大部分，并为 100 个样本的误差留有余地
        the resolver's own timeout is 5 s an attempt (resolv.conf(5))
        解析器自身每次尝试的超时为 5 s（resolv.conf(5)）
        thirty times the catalogue's one a minute, which is said as a remark
        规则目录中每分钟一次（仅作备注）的三十倍
        twenty times what waking a thread takes
        唤醒线程所需时间的二十倍
        two a second, without any that are closed
        每秒两个，且没有一个被关闭
        two a second; a program that starts up is done sooner
        每秒两个；程序启动阶段不会持续这么久
        two waiters are seen now and then on any busy lock
        任何繁忙的锁上都偶尔会见到两个等待者
        well above what permissions cost that are given at once
        远高于立即获得许可的开销
        what a person does not notice is no matter
        人察觉不到的就无关紧要
        """#

    /// Units of thresholds.
    static let chineseThresholdNouns = #"""
        ns|ns
        %1 ns
        of 1|of 1
        %1（以 1 为全部）
        of the live heap|of the live heap
        存活堆的 %1
        per processor|per processor
        每个处理器 %1
        per second|per second
        每秒 %1
        thread
        %1 个线程
        timer
        %1 个定时器
        """#
}
