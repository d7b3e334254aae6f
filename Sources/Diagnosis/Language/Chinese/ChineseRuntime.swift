extension Catalogue {
    /// Processor samples, the runtime's figures, threads, descriptors, memory and heap profiles: `Processor/`, `Runtime/`,
    /// `Process/`, `Profiles/`, `Heap/`.
    static let chineseRuntime = #"""
        # BusyLoopRule
        %1 spins: it takes %2 of the processor time with asking whether something has happened (%3).
        %1 在空转：它不断询问是否有事发生（%3），占用了 %2 的处理器时间。
        %1 of its time goes to %2, the rest to the loop itself
        它的时间有 %1 花在 %2 上，其余花在循环本身
        Let %1 wait: a channel, a Cond or a context instead of asking; no `default` in its select; a Ticker where it has to look at times.
        让 %1 等待而不是轮询：使用通道、Cond 或 context；select 中不要写 `default`；需要定时查看时使用 Ticker。
        New samples no longer show %1, and the program rests when it has nothing to do.
        新的采样不再显示 %1，程序在无事可做时处于休息状态。
        # HotFunctionRule
        %1 takes %2 of the program's processor time, %3 processors.
        %1 占用了程序处理器时间的 %2，相当于 %3 个处理器。
        %1 of that is in %2, which it calls
        其中 %1 花在它调用的 %2 中
        %1 of that is its own, and what it calls of Go's library
        其中 %1 是它自身以及它所调用的 Go 标准库
        why the compiler made it so
        编译器为何这样生成代码
        Do less in %1: call it less often, keep its result, or use a better algorithm; `sonde profile list` shows the cost of each line.
        减少 %1 中的工作：少调用它，缓存其结果，或者使用更好的算法；`sonde profile list` 会显示每一行的开销。
        New samples show a smaller share of %1, and the same work with less processor time.
        新的采样显示 %1 所占比例变小，同样的工作耗用更少的处理器时间。
        # ProcessorRules
        Do locks of the runtime take the processors?
        处理器时间是否耗费在运行时自身的锁上？
        Does a loop only ask whether something has happened?
        是否有循环只是在反复询问是否有事发生？
        Does one kind of library work dominate?
        是否有某一类库操作占主导？
        Does one function take most of the processor time?
        是否有某个函数占用了大部分处理器时间？
        the program kept %1 processors busy
        程序使 %1 个处理器保持忙碌
        No function or kind of work stands out: the program kept %1 processors busy.
        没有突出的函数或工作类型：程序使 %1 个处理器保持忙碌。
        The profile holds no samples.
        该 profile 中没有样本。
        samples of the program at work
        程序工作时的样本
        Take a profile while the program is slow.
        在程序变慢时采集 profile。
        `sonde profile top` shows where the time went.
        `sonde profile top` 会显示时间花在了哪里。
        the program's own code kept %1 processors busy for %2 (%3 samples), and the kernel was at work for it on %4, which no sample shows
        在 %2 内，程序自身的代码使 %1 个处理器保持忙碌（%3 个样本），内核另外为它占用 %4 个处理器，样本中看不到这部分
        the program kept %1 processors busy for %2 (%3 samples)
        在 %2 内，程序使 %1 个处理器保持忙碌（%3 个样本）
        # RuntimeLockRule
        %1, called by %2
        %1，由 %2 调用
        %1 of the processor time goes to locks inside the runtime, in %2.
        处理器时间的 %1 花在运行时内部的锁上，位于 %2。
        Have fewer goroutines meet in one place: one done channel that thousands select on, timers that are set again and again, or more processors (GOMAXPROCS) than the work needs. Newer versions of Go lock less.
        避免大量 goroutine 汇聚在一处：例如上千个 goroutine 在同一个 done 通道上 select，反复设置定时器，或者处理器数（GOMAXPROCS）超过工作所需。较新的 Go 版本加锁更少。
        New samples show less time in runtime.lock2 and futex.
        新的采样显示 runtime.lock2 和 futex 的时间变少。
        # WorkFamilyRule
        Compiling regular expressions takes %1 of the program's processor time, most of it for %2.
        编译正则表达式占用了程序处理器时间的 %1，其中大部分是为 %2 而做。
        Compile the expression once, in a variable of the package, and use it for every call.
        只编译一次正则表达式，保存在包级变量中，每次调用都复用它。
        Encoding/json and reflection takes %1 of the program's processor time, most of it for %2.
        encoding/json 和反射占用了程序处理器时间的 %1，其中大部分是为 %2 而做。
        Encode less or less often, decode into types rather than into `any`, keep what was encoded, or use generated code or encoding/json/v2.
        减少编码的内容或次数，解码到具体类型而不是 `any`，缓存已编码的结果，或者使用生成的代码或 encoding/json/v2。
        Formatting and converting texts takes %1 of the program's processor time, most of it for %2.
        文本的格式化和转换占用了程序处理器时间的 %1，其中大部分是为 %2 而做。
        Append to one buffer (strings.Builder with Grow, strconv.Append…) instead of fmt and +, and keep bytes as bytes.
        用追加到同一个缓冲区的方式（strings.Builder 配合 Grow、strconv.Append…）代替 fmt 和 +，字节数据就保持为字节。
        code of Go's library
        Go 标准库的代码
        %1 asks for %2 of it
        其中 %2 由 %1 引起
        the collector takes %1 of the processor time besides
        此外垃圾回收还占用了 %1 的处理器时间
        New samples show a smaller share of it, and the same work with less processor time.
        新的采样显示其所占比例变小，同样的工作耗用更少的处理器时间。
        # CollectorRule
        the collector takes %1 of the program's processor time
        垃圾回收占用了程序处理器时间的 %1
        no single place
        没有单一的位置
         It allocates %1 a second.
        它每秒分配 %1。
        The collector takes %1 of the program's processor time, since the program allocates too fast%2.%3
        垃圾回收占用了程序处理器时间的 %1，因为程序分配得太快%2。%3
        , most of it in %1
        ，其中大部分位于 %1
        where it allocates
        在哪里分配
        %1 takes %2 of the time spent in allocating
        %1 占分配所用时间的 %2
        why values escape to the heap
        值为何逃逸到堆上
        Allocate less there: reuse buffers, size slices and maps beforehand, keep values out of interfaces and closures; or give the heap more room (a larger GOGC, with GOMEMLIMIT as a bound).
        减少那里的分配：复用缓冲区，预先设定切片和 map 的大小，避免把值放进接口和闭包；或者给堆更多空间（调大 GOGC，并以 GOMEMLIMIT 作为上限）。
        New samples show a smaller share of the collector, and fewer collections a second.
        新的采样显示垃圾回收所占比例变小，每秒回收次数变少。
        the last one kept %1; the next is due to end at %2
        最近一次回收保留了 %1；下一次预计在 %2 时结束
        off
        off
        GOGC is %1
        GOGC 为 %1
        The program uses %1 of its memory limit of %2, so that the collector runs all the time and takes %3 of its processor time.
        程序使用了 %1 内存，而内存上限为 %2，因此垃圾回收一直在运行，占用了 %3 的处理器时间。
        A memory limit holds a heap of %1 down, so that the collector runs all the time and takes %2 of its processor time.
        内存上限压制着 %1 的堆，因此垃圾回收一直在运行，占用了 %2 的处理器时间。
        GOMEMLIMIT %1
        GOMEMLIMIT %1
        the memory limit
        内存上限
        without the limit the heap might grow to %1 before a collection, with it to %2
        没有该上限时，堆可以增长到 %1 才回收；有上限时为 %2
        the runtime holds the collector back, since it took half of the processors' time
        运行时在抑制垃圾回收，因为它已占用一半的处理器时间
        Raise the limit, or find what is kept: `sonde profile top` of a heap profile. A limit close to what the program needs costs more than it saves.
        提高上限，或者找出被保留的内容：对 heap profile 运行 `sonde profile top`。上限过于接近程序的实际需要，得不偿失。
        %1 runs the collector by hand: %2 of %3 in %4, which takes %5 of the program's processor time.
        %1 手动触发垃圾回收：在 %4 内的 %3 中占 %2 次，耗用了程序处理器时间的 %5。
        the program
        该程序
        The program
        该程序
        Take the calls of runtime.GC and debug.FreeOSMemory out; GOMEMLIMIT keeps memory within bounds by itself.
        去掉对 runtime.GC 和 debug.FreeOSMemory 的调用；GOMEMLIMIT 自身就能把内存控制在上限之内。
        The number of forced collections no longer grows (runtime/metrics /gc/cycles/forced:gc-cycles).
        强制回收的次数不再增长（runtime/metrics /gc/cycles/forced:gc-cycles）。
        # FinalizerRule
        no finalizer is being waited for
        没有正在等待的 finalizer
        a finalizer has been running for %1
        有一个 finalizer 已运行 %1
         %1 more wait for their turn.
        另有 %1 个在排队。
        The goroutine that runs cleanups has been in %1 for %2, and no other cleanup can run meanwhile.%3
        运行 cleanup 的 goroutine 已停在 %1 中 %2，在此期间其他 cleanup 都无法运行。%3
        The goroutine that runs finalizers has been in %1 for %2, and no other finalizer can run meanwhile.%3
        运行 finalizer 的 goroutine 已停在 %1 中 %2，在此期间其他 finalizer 都无法运行。%3
        %1 more cleanups were queued while it was watched
        观察期间又有 %1 个 cleanup 入队
        %1 more finalizers were queued while it was watched
        观察期间又有 %1 个 finalizer 入队
        Let no cleanup wait for anything: hand the work to a goroutine of its own, or close what it frees explicitly where it is used.
        不要让 cleanup 等待任何东西：把工作交给单独的 goroutine，或者在使用处显式关闭它所释放的资源。
        Let no finalizer wait for anything: hand the work to a goroutine of its own, or close what it frees explicitly where it is used.
        不要让 finalizer 等待任何东西：把工作交给单独的 goroutine，或者在使用处显式关闭它所释放的资源。
        A new look shows the goroutine in `finalizer wait` or `cleanup wait`, and the queue empty.
        再次观察时，该 goroutine 处于 `finalizer wait` 或 `cleanup wait`，且队列为空。
        # KeptHeapRule
        fewer than three collections ended meanwhile
        在此期间完成的回收不足三次
        collections kept %1 first and %2 last
        回收后保留的内存最初为 %1，最后为 %2
        What collections keep grew from %1 to %2 in %3, with each of them.
        每次回收后保留的内存都在增长，%3 内从 %1 增加到 %2。
        the heap
        堆
        %1 collections kept more and more; %2 of them kept less than the one before
        %1 次回收保留的内存越来越多；其中 %2 次比前一次少
        what of it stays: heap profiles over a longer time
        哪些内容一直保留：更长时间内的 heap profile
        Find what refers to it: a map or slice of the program that only grows, a cache without a bound.
        找出是什么引用着它：程序中只增不减的 map 或切片，没有上限的缓存。
        Over some minutes, what collections keep (heap marked) stays level under the same load.
        在相同负载下观察几分钟，回收后保留的内存（heap marked）保持稳定。
        # LockedThreadRule
        nobody waits for a goroutine that is bound to its thread
        没有人在等待绑定到线程的 goroutine
        %1 wait for %2, which is bound to one thread (runtime.LockOSThread) in %3.
        %1 在等待 %2，它在 %3 中绑定到一个线程（runtime.LockOSThread）。
        %1 waited at any moment for %2, which is bound to one thread (runtime.LockOSThread) in %3.
        任意时刻有 %1 在等待 %2，它在 %3 中绑定到一个线程（runtime.LockOSThread）。
        %1 waited at any moment to send to it
        任意时刻有 %1 在等待向它发送
        %1 is locked to its thread
        %1 绑定到自己的线程
        it was running or ready in %1 of %2
        在 %2 中有 %1 次它在运行或就绪
        Do on that thread only what needs it, and the rest elsewhere; hand it several pieces of work at a time, or have more such threads.
        只在该线程上做必须在那里做的事，其余放到别处；一次交给它多项工作，或者增加这样的线程。
        A new look shows nobody waiting for %1.
        再次观察时，没有人在等待 %1。
        # PauseRule
        the longest of %1 took %2
        %1 中最长的为 %2
        pauses were long, and nothing shows a goroutine that cannot be stopped
        停顿较长，但没有迹象表明有无法停下的 goroutine
        The world was stopped for up to %1 by each collection: %2 runs without a place where it can be stopped.
        每次回收停止世界（STW）最长达 %1：%2 运行时没有可以停下的位置。
        The world was stopped for up to %1 by each collection.
        每次回收停止世界（STW）最长达 %1。
        a machine that is too busy to run a thread at once makes stops as long
        机器过于繁忙而不能立即运行线程时，停顿也会这么长
        which goroutine did not stop
        是哪个 goroutine 没有停下
        See whether the machine or its quota withholds processors; else find the loop that cannot be interrupted.
        检查机器或其配额是否克扣了处理器；如果没有，就找出无法被中断的循环。
        A new log shows shorter times in front of `ms clock`.
        新的日志中 `ms clock` 之前的时间变短。
        %1 of %2 took %3 or more
        %2 中有 %1 次达到或超过 %3
        GODEBUG=asyncpreemptoff=1: loops without calls are not interrupted
        GODEBUG=asyncpreemptoff=1：没有函数调用的循环不会被中断
        %1 of the program's processor time is in %2
        程序处理器时间的 %1 花在 %2 中
        Take asyncpreemptoff=1 out of GODEBUG, or call a function now and then in that loop.
        从 GODEBUG 中去掉 asyncpreemptoff=1，或者在该循环中时不时调用一个函数。
        `sonde trace gc` on a new trace shows shorter times to stop.
        对新的 trace 运行 `sonde trace gc`，显示停止世界所需的时间变短。
        # RunQueueRule
        %1 goroutines were ready at a time, for %2 processors
        平均有 %1 个 goroutine 同时就绪，而处理器有 %2 个
        GOMAXPROCS is %1 although the program may use %2 processors, and %3 goroutines waited for one at any moment.
        GOMAXPROCS 为 %1，而程序可以使用 %2 个处理器，任意时刻有 %3 个 goroutine 在等待处理器。
        %1 goroutines were ready and waited for one of %2 at any moment.
        任意时刻有 %1 个 goroutine 已就绪，在等待 %2 中的一个。
        GOMAXPROCS is %1; the machine gives %2 processors
        GOMAXPROCS 为 %1；机器提供 %2 个处理器
        up to %1 goroutines were ready at once
        最多时有 %1 个 goroutine 同时就绪
        Raise GOMAXPROCS, or leave it to the runtime: since Go 1.25 it follows the machine and the container.
        调大 GOMAXPROCS，或者交给运行时决定：从 Go 1.25 起，它会跟随机器和容器的设置。
        Admit fewer requests at once, do less for each (`sonde profile top` names the functions), or give the program more processors.
        减少同时接纳的请求，减少每个请求的工作量（`sonde profile top` 会指出是哪些函数），或者给程序更多处理器。
        A new look shows few goroutines that are ready and wait.
        再次观察时，就绪而等待的 goroutine 很少。
        no quota limits the processors
        没有配额限制处理器
        GOMAXPROCS is %1, the quota %2 processors
        GOMAXPROCS 为 %1，配额为 %2 个处理器
        GOMAXPROCS is above the quota, which hardly ever ran out
        GOMAXPROCS 高于配额，但配额几乎从未用尽
        its control group
        它的控制组
        GOMAXPROCS is %1, but the cgroup %2 has a quota of %3 processors, which ran out in %4 of its periods.
        GOMAXPROCS 为 %1，但 cgroup %2 的配额只有 %3 个处理器，在 %4 的周期里被用尽。
        GOMAXPROCS is %1
        GOMAXPROCS 为 %1
        Set GOMAXPROCS to the quota rounded up, or build with Go 1.25 or newer (and `go 1.25` in go.mod), which does so by itself; or raise the quota.
        把 GOMAXPROCS 设为配额向上取整的值，或者用 Go 1.25 或更新的版本构建（并在 go.mod 中写 `go 1.25`），它会自动这样做；或者提高配额。
        `nr_throttled` in the group's cpu.stat no longer grows.
        该控制组的 cpu.stat 中 `nr_throttled` 不再增长。
        # RuntimeRules
        Does the collector take much of the processors, and why?
        垃圾回收是否占用了大量处理器时间？为什么？
        Does the world take long to stop?
        停止世界（STW）是否耗时很长？
        Is the goroutine that runs finalizers held up?
        运行 finalizer 的 goroutine 是否受阻？
        Does what collections keep only grow?
        回收后保留的内存是否只增不减？
        Do timers only grow?
        定时器是否只增不减？
        Do more goroutines want to run than there are processors?
        想要运行的 goroutine 是否多于处理器？
        Is GOMAXPROCS above the quota?
        GOMAXPROCS 是否高于配额？
        Does everything wait for a goroutine with a thread of its own?
        是否所有工作都在等待一个独占线程的 goroutine？
        # RuntimeLogEvidence
        %1 (%2, %3 at the scheduler)
        %1（%2，对调度器 %3）
        %1 (%2, %3 at the scheduler; %4 more runs or processes)
        %1（%2，对调度器 %3；另有 %4 个运行或进程）
        Nothing in the log stands out: neither the collector nor the scheduler holds the program up.
        日志中没有突出的问题：垃圾回收和调度器都没有拖住程序。
        what goroutines wait for, which such a log does not tell
        goroutine 在等待什么，这样的日志无法说明
        `sonde why PID` while the program is slow shows what it waits for then.
        在程序变慢时运行 `sonde why PID`，就能看到它当时在等待什么。
        the program kept %1 of %2 processors busy for %3
        在 %3 内，程序使 %2 个处理器中的 %1 个保持忙碌
        the collector kept %1 of %2 processors busy for %3
        在 %3 内，垃圾回收使 %2 个处理器中的 %1 个保持忙碌
        # TimerRule
        there were %1 timers first and %2 last
        最初有 %1 个定时器，最后有 %2 个
        tickers
        Ticker
        timers that call %1
        调用 %1 的定时器
        timers with a channel
        带通道的定时器
         made in %1
        （创建于 %1）
        Timers grew from %1 to %2 in %3, most of them %4%5.
        定时器在 %3 内从 %1 个增加到 %2 个，其中大多是%4%5。
        %1 more in each second
        每秒增加 %1 个
        of %1 that were looked at, %2 are %3
        在查看的 %1 个中，有 %2 个是%3
        , due in %1 at the median
        ，到期时间的中位数为 %1
        Stop what is made: `defer timer.Stop()`, `defer ticker.Stop()`, `defer cancel()`; one timer with Reset instead of time.After in a loop.
        创建后要停止：`defer timer.Stop()`、`defer ticker.Stop()`、`defer cancel()`；在循环中用一个定时器加 Reset 代替 time.After。
        The number of timers stays level under the same load.
        在相同负载下，定时器的数量保持稳定。
        # BlockedThreads, ExposureRule
        a call into C
        对 C 的调用
        Do other machines reach the profiling endpoints?
        其他机器能否访问性能分析端点？
        it is served on %1 only
        只在 %1 上提供服务
        net/http/pprof answers on %1: whoever reaches this address reads memory contents and arguments, and can have the program profile itself.
        net/http/pprof 在 %1 上应答：任何能访问该地址的人都可以读取内存内容和参数，并让程序对自己做性能分析。
        /debug/pprof/ answered on %1
        /debug/pprof/ 在 %1 上有应答
        whether a firewall stands before it cannot be seen from here
        从这里看不出前面是否有防火墙
        Serve the profiles on 127.0.0.1, on a mux of their own, or behind authentication.
        让 profile 只在 127.0.0.1 上提供服务，使用单独的 mux，或者放在身份验证之后。
        `ss -ltnp` shows the address of the profiles as 127.0.0.1 or [::1].
        `ss -ltnp` 显示 profile 的地址为 127.0.0.1 或 [::1]。
        # ProcessRules
        Do open descriptors only grow?
        打开的文件描述符是否只增不减？
        Do threads only grow?
        线程是否只增不减？
        Does memory grow outside of Go's heap?
        Go 堆之外的内存是否在增长？
        there were %1 open descriptors first and %2 last
        最初有 %1 个打开的文件描述符，最后有 %2 个
         opened by %1
        ，由 %1 打开
        Open descriptors grew from %1 to %2 in %3, mostly %4%5.
        打开的文件描述符在 %3 内从 %1 个增加到 %2 个，多数是%4%5。
        %1 more in each second, and the number hardly ever fell
        每秒增加 %1 个，且数量几乎从未下降
        most of the new ones are of %1
        新增的大多是 %1
        %1 opened %2 while it was recorded, of which %3 were closed
        记录期间 %1 打开了 %2 个，其中 %3 个已关闭
        the stacks that open them
        打开它们的栈
        Close what is opened there on every way out: `defer f.Close()` behind the check of the error.
        在那里打开的文件，每条退出路径上都要关闭：检查错误之后 `defer f.Close()`。
        The number of files in /proc/PID/fd stays level.
        /proc/PID/fd 中的文件数量保持稳定。
        there were %1 threads first and %2 last
        最初有 %1 个线程，最后有 %2 个
        The process keeps creating threads: %1 became %2 in %3, most of them in %4.
        进程不断创建线程：%3 内从 %1 个增加到 %2 个，其中大多位于 %4。
        The process keeps creating threads: %1 became %2 in %3, each for a call that blocks.
        进程不断创建线程：%3 内从 %1 个增加到 %2 个，每个都用于一次阻塞的调用。
        The process has %1 threads, most of them in %2.
        进程有 %1 个线程，其中大多位于 %2。
        The process has %1 threads, each held by a call that blocks.
        进程有 %1 个线程，每个都被一次阻塞的调用占住。
        %1 threads first, %2 last
        最初 %1 个线程，最后 %2 个
        1 goroutine is in %1, each on a thread of its own
        1 个 goroutine 停在 %1 中，独占一个线程
        %1 goroutines are in %2, each on a thread of its own
        %1 个 goroutine 停在 %2 中，各自独占一个线程
        Let fewer goroutines be in this call at once (a semaphore around it), or use a call that the runtime can wait for without a thread. A program ends at 10,000 threads.
        减少同时进入该调用的 goroutine（在外面加信号量），或者改用运行时无需线程就能等待的调用。线程达到 10,000 个时程序会终止。
        The number of threads in /proc/PID/status stays level.
        /proc/PID/status 中的线程数量保持稳定。
        the program was built with a detector that keeps memory of its own
        程序构建时启用了检测器，它会占用自己的内存
        resident memory did not grow
        常驻内存没有增长
        resident memory went up and down
        常驻内存时增时减
        beyond what the runtime has, memory grew by %1
        运行时所管理的之外，内存增长了 %1
        outside of Go's heap memory grew by %1
        Go 堆之外的内存增长了 %1
        the heap of C
        C 的堆
        anonymous mappings
        匿名映射
        Memory outside of Go's heap grew by %1 in %2, in %3, mapped by %4.
        Go 堆之外的内存在 %2 内增长了 %1，位于%3，由 %4 映射。
        Memory outside of Go's heap grew by %1 in %2, in %3.
        Go 堆之外的内存在 %2 内增长了 %1，位于%3。
        resident memory grew by %1, Go's heap by %2
        常驻内存增长了 %1，Go 堆增长了 %2
        %1 grew by %2 (/proc/PID/smaps)
        %1 增长了 %2（/proc/PID/smaps）
        %1 is who was seen opening some; nothing recorded all
        见到 %1 打开了其中一些；没有记录到全部
        Give back what was taken there: free in C, Munmap in Go, Close of what wraps it. Go's collector knows nothing of this memory, and GOMEMLIMIT does not count it.
        归还在那里获取的内存：C 中用 free，Go 中用 Munmap，或者关闭封装它的对象。Go 的垃圾回收不了解这部分内存，GOMEMLIMIT 也不计入它。
        `%1` in /proc/PID/smaps stays level.
        /proc/PID/smaps 中的 `%1` 保持稳定。
        # ProfileJoining
        mutex profiles
        mutex profile
        %1 allocated %2, %3 of all
        %1 分配了 %2，占全部的 %3
        %1 released locks for which others had waited %2, %3 of all waits for locks
        %1 释放了其他 goroutine 等待了 %2 的锁，占全部锁等待的 %3
        elsewhere, %1 released locks for which others had waited %2
        在别处，%1 释放了其他 goroutine 等待了 %2 的锁
        # HeapEvidence, HeapLeakRule
        heap profile %1
        heap profile %1
        %1 heap profiles, %2 … %3
        %1 个 heap profile，%2 … %3
        Does the live heap keep growing at one place?
        存活堆是否在某个位置持续增长？
        %1 of one run cannot tell growth from chance: it takes %2, better six or more, some collections apart.
        同一次运行的 %1 无法区分增长与偶然：至少需要 %2 个，最好六个以上，彼此间隔若干次回收。
        %1 holds more since a point in the series and still rises (%2 → %3); later profiles would tell whether that goes on.
        %1 从序列中的某一点起占用变多，并且仍在上升（%2 → %3）；之后的 profile 能说明这是否会持续。
        %1 heap profiles, %2 → %3, cannot tell growth from chance: profiles that lie further apart would.
        %1 个 heap profile（%2 → %3）无法区分增长与偶然：间隔更长的 profile 才可以。
        %1 per second
        每秒 %1
        %1 from profile to profile
        每个 profile 之间 %1
        %1, called from %2
        %1（由 %2 调用）
        The live heap grows by %1 at %2: %3 → %4 in %5.
        存活堆在 %2 处增长，速度为%1：%5 内 %3 → %4。
        the live heap as a whole does not grow beyond chance (%1 → %2)
        存活堆整体的增长没有超出偶然（%1 → %2）
        what refers to the objects, which no profile tells
        是什么引用着这些对象，profile 无法说明
        Find what keeps the objects that %1 allocates: a map or slice that is only added to, a cache without a limit, a subscription, timer or context that is never cancelled, a small part of a large buffer. Bound it, or delete what is done.
        找出是什么保留着 %1 分配的对象：只增不减的 map 或切片，没有上限的缓存，从未取消的订阅、定时器或 context，引用大缓冲区的一小部分。给它设上限，或者删除已用完的内容。
        `sonde why` on later heap profiles no longer names %1; `sonde profile anomalies` shows its curve level off.
        对之后的 heap profile 运行 `sonde why`，不再指出 %1；`sonde profile anomalies` 显示其曲线趋于平稳。
        per second
        每秒
        per profile
        每个 profile
        any number
        任意值
        95 % of the slopes that these profiles allow lie from %1 to %2 %3
        根据这些 profile，增长速度的 95% 置信区间为%3 %1 到 %2
        in the second half it still grows by %1 %2
        在后半段，它仍以%2 %1 的速度增长
        the live heap as a whole grows by %1 %2; this line is %3 % of that
        存活堆整体以%2 %1 的速度增长；这一行占其中的 %3%
        live heap in %1 profiles: %2 → %3
        %1 个 profile 中的存活堆：%2 → %3
        growth of more than %1 per second is ruled out
        可以排除每秒超过 %1 的增长
        grew and levelled off, as caches do: %1
        先增长后趋于平稳，如同缓存：%1
        The live heap does not grow at any line by more than chance explains.
        没有任何代码行的存活堆增长超出偶然所能解释的范围。
        Heap profiles that lie further apart would show slower growth.
        间隔更长的 heap profile 才能显示更慢的增长。
        heap profiles over time
        一段时间内的多个 heap profile
        Collect more profiles.
        收集更多 profile。
        The report then names `leak.heap`, or `healthy`.
        届时报告会给出 `leak.heap` 或 `healthy`。
        %1, %2 profiles
        %1、%2 个 profile
        %1 profiles
        %1 个 profile
        """#
}
