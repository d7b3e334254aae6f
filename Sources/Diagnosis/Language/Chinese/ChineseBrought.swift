extension Catalogue {
    /// Texts that modules further in bring along as strings: what readers count, why something could not be had, where
    /// evidence comes from. They are recognised by their templates.
    static let chineseBrought = #"""
        # GoProcess: why a goroutine is taken for a holder
        its stack holds the address of the lock
        它的栈中有该锁的地址
        its stack still uses the address of the lock, and it is past a Lock and not at the Unlock yet
        它的栈仍在使用该锁的地址，且已执行 Lock 而尚未到达 Unlock
        its stack still uses the address of the lock, and it is between a Lock and an Unlock, though another Unlock stands before it
        它的栈仍在使用该锁的地址，且位于 Lock 与 Unlock 之间，尽管其前还有另一个 Unlock
        its stack still uses a pointer to what contains the lock, and it is past a Lock and not at the Unlock yet
        它的栈仍在使用指向锁所在对象的指针，且已执行 Lock 而尚未到达 Unlock
        its stack still uses a pointer to what contains the lock, and it is between a Lock and an Unlock, though another Unlock stands before it
        它的栈仍在使用指向锁所在对象的指针，且位于 Lock 与 Unlock 之间，尽管其前还有另一个 Unlock
        a function on its stack stands between Lock and Unlock, and its code refers to this lock
        它的栈上有函数位于 Lock 与 Unlock 之间，且其代码引用了该锁
        no other goroutine fits
        没有其他 goroutine 符合
        %1 others fit as well
        另有 %1 个也符合
        # GoProfile: series
        The profiles do not tell their times: their order is that of the arguments.
        profile 中没有时间：按参数的顺序排列。
        The process was started anew in between (%1 runs): only the %2 profiles from %3 to %4 are of one run.
        进程在其间重新启动过（共 %1 次运行）：只有从 %3 到 %4 的 %2 个 profile 属于同一次运行。
        The profiles are of %1 builds.
        这些 profile 来自 %1 个不同的构建。
        # GoTrace: waits
        chan send
        通道发送
        chan receive
        通道接收
        GC mark assist
        GC 标记协助
        # SystemActivity: phases and parts of a build
        loading packages
        加载包
        hashing inputs
        计算输入的哈希
        reading the build cache
        读取构建缓存
        writing the build cache
        写入构建缓存
        trimming the build cache
        清理构建缓存
        finding modules
        查找模块
        downloading modules
        下载模块
        checking module checksums
        检查模块校验和
        asking version control
        查询版本控制
        running tools
        运行工具
        preparing steps
        准备步骤
        removing the work folder
        删除工作目录
        other work
        其他工作
        # Sources of a case
        the kernel's samples
        内核采样
        the kernel's tracepoints
        内核 tracepoint
        /proc and /sys
        /proc 和 /sys
        the baseline of %1, %2 UTC
        %1 的基线（%2 UTC）
        # What a case lacks
        system calls and waits
        系统调用和等待
        the runtime's figures are not found in this program
        在该程序中找不到运行时的数据
        the program does not contain net/http/pprof; it would have to import it, and serve it on 127.0.0.1
        程序没有包含 net/http/pprof；需要导入它，并在 127.0.0.1 上提供服务
        the program contains net/http/pprof, and listens on no address that can be seen
        程序包含 net/http/pprof，但没有监听任何可见的地址
        none of its addresses (%1) answers to /debug/pprof/
        它的地址（%1）都没有对 /debug/pprof/ 应答
        this machine's processors count no cycles (virtual machines often hide the counters): `--event clock` samples by time
        该机器的处理器不统计周期（虚拟机常常隐藏计数器）：可用 `--event clock` 按时间采样
        kernel.perf_event_paranoid is %1: sampling takes the capability CAP_PERFMON, even of own processes. What helps: run sonde as root; or `sudo setcap cap_perfmon+ep` on it; or `sudo sysctl kernel.perf_event_paranoid=2`
        kernel.perf_event_paranoid 为 %1：即使对自己的进程采样，也需要 CAP_PERFMON 权限。可行的办法：以 root 身份运行 sonde；或者对它执行 `sudo setcap cap_perfmon+ep`；或者执行 `sudo sysctl kernel.perf_event_paranoid=2`
        # GoProcess: what readers count
        sockets that goroutines wait for and that are in no table: not bound or connected, of another network namespace, or just closed
        goroutine 等待的套接字不在任何表中：未绑定或未连接，属于其他网络命名空间，或者刚刚关闭
        goroutines in network waits whose descriptor was not found
        等待网络的 goroutine，但没有找到其文件描述符
        runtime.%1 was not found in the program: it tells %2
        在程序中没有找到 runtime.%1，它能说明：%2
        timers of the sample that could not be read
        样本中无法读取的定时器
        running goroutines, whose innermost frames are a guess; --stop reads them exactly
        正在运行的 goroutine，其最内层栈帧是推测的；--stop 可以准确读取
        running goroutines, whose stacks could not be read; --stop reads them
        正在运行的 goroutine，其栈无法读取；--stop 可以读取
        goroutines whose stacks were not searched for locks and channels, since %1 with the same stack were
        没有在其栈中搜索锁和通道的 goroutine，因为已搜索过 %1 个相同的栈
        the Go version is not known; the layouts were found by search, starting from those of Go 1.%1
        Go 版本未知；内存布局是从 Go 1.%1 的布局开始搜索得到的
        label sets that could not be read
        无法读取的标签集
        goroutines whose fields contradict the layout; left out
        字段与布局矛盾的 goroutine，已排除
        goroutines whose memory could not be read
        内存无法读取的 goroutine
        goroutines that moved while they were read, three times in a row; their stacks are left out
        连续三次读取时都在移动的 goroutine，其栈已排除
        goroutines whose stack memory could not be read
        栈内存无法读取的 goroutine
        stacks that could not be walked to their outermost frame
        无法回溯到最外层栈帧的栈
        goroutines waiting for a lock or semaphore whose address was not found
        等待锁或信号量的 goroutine，但没有找到其地址
        goroutines in Cond.Wait whose Cond was not found
        停在 Cond.Wait 中的 goroutine，但没有找到其 Cond
        not all threads were asked how long they waited for locks of the runtime
        没有询问所有线程等待运行时锁的时长
        stacks of ancestors were read and not kept
        读取了祖先的栈，但没有保留
        frames have an address and no name
        有地址而没有名称的栈帧
        lines of other text around the dumps
        转储前后的其他文本行
        the dump follows “%1”
        转储之前的信息是“%1”
        the process ended while it was observed (%1)
        进程在观察期间结束（%1）
        # SystemActivity, GoTrace, GoProfile: what readers count
        programs whose arguments are longer than what was recorded
        参数超出记录长度的程序
        stacks that the trace refers to and does not have; the trace may be cut off
        trace 引用而缺少的栈；trace 可能被截断
        """#
}
