extension Catalogue {
    /// Records of system activity: `Activity/`.
    static let chineseActivity = #"""
        # ActivityBuildRule, GoCacheMisses
        Linking took
        链接耗用了
        Link less: build only what is needed, leave debug information out with -ldflags='-s -w' where nobody needs it, and keep packages small that many programs import.
        减少链接：只构建需要的程序，在不需要调试信息时用 -ldflags='-s -w' 去掉它，并让被许多程序导入的包保持小巧。
        The C compiler took
        C 编译器耗用了
        Build with CGO_ENABLED=0 where the program allows it, or keep the packages with C code in the build cache.
        在程序允许时使用 CGO_ENABLED=0 构建，或者让含 C 代码的包保留在构建缓存中。
        Compiling %1 alone took
        仅编译 %1 就耗用了
        Split the package, or take generated code out of it: everything that imports it waits.
        拆分该包，或者把生成的代码移出去：所有导入它的包都在等待。
        %1 that the build cache could have had took
        本可从构建缓存获得的 %1 耗用了
        %1, which is generated anew, and %2 that read it took
        重新生成的 %1 以及读取它的 %2 耗用了
        Let the generator leave %1 alone when nothing in it changes (compare before writing), and keep times, host names and random numbers out of it: -ldflags=-X sets such values when linking.
        当内容没有变化时，让生成器不要改动 %1（写入前先比较），并且不要在其中写入时间、主机名和随机数：可以在链接时用 -ldflags=-X 设置这类值。
        building anew begins with %1, whose file %2 is generated, by its name; %3 more had to follow
        重新构建从 %1 开始，从文件名看，其中的 %2 是生成的；另有 %3 不得不随之重建
        %1 %2 of the %3 that the go command ran.
        %1 %2，而 go 命令总共运行了 %3。
        that is %1 of the critical path: the chain of steps each of which began when the one before had ended
        占关键路径的 %1：即由前一步结束后才开始的步骤组成的链
        `sonde events path` on a new capture of the same command shows a shorter chain.
        对同一命令重新采集后，`sonde events path` 显示的链变短。
        none of %1 look-ups in the cache at %2 found anything: it is empty
        在缓存 %2 中的 %1 次查找全部未命中：缓存是空的
        Keep the build cache between runs: in CI save and restore `go env GOCACHE`, in a container build mount it (--mount=type=cache), and do not run `go clean -cache`.
        在多次运行之间保留构建缓存：在 CI 中保存并恢复 `go env GOCACHE`，在容器构建中挂载它（--mount=type=cache），并且不要运行 `go clean -cache`。
        %1 of %2 look-ups in the cache at %3 failed
        在缓存 %3 中的 %2 次查找有 %1 次未命中
        Find what differs from the build that filled the cache: the version of Go, GOFLAGS, CGO_ENABLED, CGO_CFLAGS, -race, -trimpath, and files that are made anew each time.
        查明与填充缓存的那次构建有何不同：Go 版本、GOFLAGS、CGO_ENABLED、CGO_CFLAGS、-race、-trimpath，以及每次都重新生成的文件。
        the compiler ran with %1: packages built without are no use to it
        编译器使用了 %1：未使用这些选项构建的包对它没有用
        building anew begins with %1, which read no package that was built anew: an input of theirs changed; %2 more had to follow
        重新构建从 %1 开始，它们没有读取任何重新构建的包：是它们自己的输入变了；另有 %2 不得不随之重建
        # ActivityCallRule
        %1 was in %2 on %3 for %4 of %5.
        在 %5 中，%1 有 %4 停在对 %3 的 %2 中。
        %1 on %2: %3, %4, the longest %5
        对 %2 的 %1：%3，共 %4，最长 %5
        in %1 of the time at least one such call was under way
        有 %1 的时间里至少有一次这样的调用在进行
        none took %1: it is their number, and not a slow disk
        没有一次达到 %1：问题在于次数，而不是磁盘慢
        the file is open with O_SYNC or O_DSYNC: each write waits for the disk
        该文件以 O_SYNC 或 O_DSYNC 打开：每次写入都要等待磁盘
        Write in larger pieces and synchronise once for many records; put the file on a faster device.
        每次写入更大的块，多条记录只同步一次；把文件放到更快的设备上。
        See who is at the other end of the pipe, or holds the lock, and give the call a time limit.
        查明管道的另一端是谁，或者谁持有锁，并给该调用设置时间限制。
        A new capture shows less time in %1.
        新的采集显示 %1 的时间变少。
        a descriptor
        某个文件描述符
        # ActivityEvidence, ActivityHostRule
        a process
        某个进程
        recorded threads ran %1 and waited %2 for a processor; others used %3 of the processors
        被记录的线程运行了 %1，等待处理器 %2；其他进程使用了处理器的 %3
        the quota of %1 ran out in %2 of %3 periods
        %1 的配额在 %3 个周期中有 %2 个被用尽
        The quota of %1 processors of the control group %2 ran out in %3 of %4 periods, and its threads stood still for about %5 of %6.
        控制组 %2 的配额为 %1 个处理器，在 %4 个周期中有 %3 个被用尽，其线程在 %6 中约有 %5 停住不动。
        the kernel counts %1 of %2 periods as throttled, %3 summed over processors
        内核统计 %2 个周期中有 %1 个被限流，各处理器合计 %3
        the quota is %1 of the %2 processors that the program may use
        程序可用 %2 个处理器，配额为其中的 %1 个
        recorded threads ran %1 and waited %2 for a processor
        被记录的线程运行了 %1，等待处理器 %2
        for %1 of the time some thread of the group waited for a processor
        有 %1 的时间里，该组中有线程在等待处理器
        a program of a Go before 1.25 runs on %1 processors at once unless GOMAXPROCS says otherwise, and uses the quota up in the first part of each period
        Go 1.25 之前的程序会同时在 %1 个处理器上运行（除非 GOMAXPROCS 另有设置），在每个周期的前段就把配额用尽
        the recorded threads waited far less than the group stood still: others in it were stopped
        被记录的线程等待的时间远少于该组停住的时间：被停住的是组内的其他线程
        Raise the quota of the group (cpu.max, or the limit for processors of its container), or have the program do less at once: GOMAXPROCS at the quota rounded up, as Go 1.25 and newer set it by themselves.
        提高该组的配额（cpu.max，或者容器的处理器限制），或者让程序同时少做一些：把 GOMAXPROCS 设为配额向上取整的值，Go 1.25 及更新版本会自动这样设置。
        `sonde events summary` of a new capture shows no more periods in which it was throttled.
        对新的采集运行 `sonde events summary`，不再显示被限流的周期。
        the hypervisor
        虚拟机管理程序
        other processes
        其他进程
        Other machines
        其他虚拟机
        Other processes
        其他进程
        %1 took %2 of the processors, and the program's threads waited %3 for one beside the %4 that they ran.
        %1 占用了处理器的 %2，该程序的线程运行了 %4，另外还等待处理器 %3。
        of %1, others used %2, the recorded processes %3
        在 %1 中，其他进程使用了 %2，被记录的进程使用了 %3
        recorded threads ran %1 and waited %2, one of them alone %3
        被记录的线程运行了 %1，等待了 %2，其中单个线程最多等待 %3
        %1 used %2 meanwhile
        在此期间 %1 使用了 %2
        the hypervisor gave %1 of processor time to other machines
        虚拟机管理程序把 %1 的处理器时间给了其他虚拟机
        up to %1 recorded processes and threads were not looked at, and count as others
        最多有 %1 个被记录的进程和线程没有查看，计入其他进程
        the program itself used more of the processors than the others: its threads wait for each other too
        程序自身使用的处理器时间多于其他进程：它的线程之间也会互相等待
        Run it where nothing else does, give it a larger weight (cpu.weight, nice), or keep the others from its processors (cpuset).
        让它在没有其他负载的地方运行，给它更大的权重（cpu.weight、nice），或者不让其他进程使用它的处理器（cpuset）。
        A new capture without the others shows less waiting for a processor, and the same work done sooner.
        在没有其他负载时重新采集，显示等待处理器的时间变少，同样的工作更快完成。
        The recorded processes have up to %1 in swap, and the machine read %2 back from it while they ran.
        被记录的进程最多有 %1 在交换区中，它们运行期间机器从中读回了 %2。
        %1 page faults of the recorded processes had to wait for a disk
        被记录的进程有 %1 次缺页需要等待磁盘
        the machine read %1 from swap and wrote %2 to it
        机器从交换区读取了 %1，写入了 %2
        threads waited %1 for a page in swap, %2 together (the kernel's stack says so)
        线程有 %1 等待交换区中的页，合计 %2（由内核栈得知）
        for %1 of the time something stood still for want of memory
        有 %1 的时间因缺少内存而停住
        the control group %1 may use %2, and has %3 in swap
        控制组 %1 可以使用 %2，有 %3 在交换区中
        most of these page faults read files that were mapped, and not swap
        这些缺页大多是读取映射的文件，而不是交换区
        Raise the memory limit of the group, or have the program use less: GOMEMLIMIT below the limit, smaller caches.
        提高该组的内存限制，或者让程序少用一些：把 GOMEMLIMIT 设在限制以下，缩小缓存。
        Have the machine run less at once, or the program use less memory: GOMEMLIMIT, smaller caches.
        减少机器上同时运行的程序，或者让程序少用内存：GOMEMLIMIT、更小的缓存。
        A new capture shows nothing read from swap.
        新的采集显示没有从交换区读取。
        # ActivityRules
        Does a quota stop the program?
        是否有配额使程序停住？
        Do others take the processors?
        处理器是否被其他进程占用？
        Is memory read back from swap?
        是否有内存从交换区读回？
        Does another process hold up files?
        是否有其他进程阻碍文件操作？
        Which step of the build takes the time?
        构建的哪一步最耗时？
        Does the go command wait for modules?
        go 命令是否在等待模块？
        Does reading files take the start-up?
        启动时间是否花在读文件上？
        Which system calls take long?
        哪些系统调用耗时长？
        How are names resolved and connections used?
        域名如何解析，连接如何使用？
        %1 of the records are lost: they are in no figure
        有 %1 的记录丢失：它们不在任何数字之中
        a process that the capture does not name
        采集中没有名称的进程
        %1 held threads %2, %3 together, before they might open or execute a file.
        %1 在线程打开或执行文件之前把它们拦住了 %2，合计 %3。
        it opened or read the same files while these calls were pending (%1)
        在这些调用等待期间，它打开或读取了同样的文件（%1）
        the kernel's stack of these waits is in fanotify: it asks a process for permission (%1)
        这些等待的内核栈位于 fanotify：内核在向某个进程请求许可（%1）
        the longest took %1
        最长的为 %1
        %1 asks the kernel to be asked before files are opened (/proc/PID/fdinfo)
        %1 要求内核在打开文件之前先询问它（/proc/PID/fdinfo）
        the filter driver %1 is in %2 of these, with FLTMGR.SYS
        其中 %2 里有过滤驱动 %1，以及 FLTMGR.SYS
        %1 was in %2 meanwhile
        在此期间 %1 打开了 %2
        %1 let threads go on %2
        %1 放行了线程 %2
        Have the scanner leave out the build cache, the module cache, and the work folder (`go env GOCACHE GOMODCACHE GOTMPDIR`).
        让扫描程序排除构建缓存、模块缓存和工作目录（`go env GOCACHE GOMODCACHE GOTMPDIR`）。
        A new log shows no such calls.
        新的日志中没有这样的调用。
        A new capture shows no such waits, and `grep fanotify /proc/*/fdinfo/*` who asks for permissions.
        新的采集中没有这样的等待；`grep fanotify /proc/*/fdinfo/*` 会显示谁在要求许可。
        go: %1
        go：%1
        The go command spent %1 on modules: downloads, checksums and version control.
        go 命令在模块上花了 %1：下载、校验和与版本控制。
        Keep the module cache between runs (`go env GOMODCACHE`), use a proxy near by (GOPROXY), and build with -buildvcs=false where nobody reads the stamp.
        在多次运行之间保留模块缓存（`go env GOMODCACHE`），使用就近的代理（GOPROXY），在没人读取版本戳时用 -buildvcs=false 构建。
        A second run in the same place no longer shows it.
        在同一处再运行一次，不再出现。
        The log breaks off after %1, and nothing stands out up to there.
        日志在 %1 之后中断，到那里为止没有突出的问题。
        %1 of the records are lost, and nothing stands out in the others.
        有 %1 的记录丢失，其余记录中没有突出的问题。
        a whole recording
        完整的记录
        Record again, to the end.
        重新记录，直到结束。
        Record less: leave out calls with --drop or stacks with --no-stacks, and run it again.
        减少记录的内容：用 --drop 排除某些调用，或用 --no-stacks 不记录栈，然后重新运行。
        The summary line of the recording says that nothing was lost.
        记录的汇总行说明没有丢失。
        Nothing in %1 of system activity stands out.
        在 %1 的系统活动中没有突出的问题。
        Nothing to do.
        无需处理。
        `sonde events summary` shows where the time went.
        `sonde events summary` 会显示时间花在了哪里。
        what machine and limits gave the processes
        机器和限制给了进程什么
        modules
        模块
        %1: %2, %3
        %1：%2，%3
        # ActivitySocketRule
        %1 waited for names to be resolved for %2 of %3: the resolver %4 answers late.
        在 %3 中，%1 有 %2 在等待域名解析：解析服务器 %4 应答很慢。
        %1 waited for names to be resolved for %2 of %3: the resolver %4 left %5 without an answer.
        在 %3 中，%1 有 %2 在等待域名解析：解析服务器 %4 对 %5 没有应答。
        %1: %2, the longest took %3
        %1：%2，最长的为 %3
        %1 got no answer before they were given up
        %1 在放弃之前没有得到应答
        %1 the same process asked once more right after that
        同一进程随后立即重复查询了 %1
        %1 times the next question followed an answer at once, as when a name is tried with one search domain after the other
        有 %1 次得到应答后立即又发出下一次查询，如同逐个尝试 search 域时那样
        %1 went where nobody listens
        %1 发往了无人监听的地址
        %1 took less than %2
        %1 用时不到 %2
        Look at the resolver that /etc/resolv.conf names, and at its search list and ndots, which multiply questions; write names with a dot at their end, run a cache on the machine, and keep connections instead of making new ones.
        检查 /etc/resolv.conf 指定的解析服务器，以及会成倍增加查询的 search 列表和 ndots；域名末尾写上点，在本机运行缓存，并保持连接而不是新建连接。
        A new capture shows questions that are answered within %1.
        新的采集显示查询在 %1 之内得到应答。
        %1 made %2 to %3 in %4 and used each once.
        %1 在 %4 内建立了 %2 到 %3，每个只用了一次。
        %1 made %2 to %3 in %4 and used each less than twice.
        %1 在 %4 内建立了 %2 到 %3，每个平均用了不到两次。
        %1 for %2, %3 bytes each
        %1 用于 %2，每个 %3 字节
        %1 of them ended, on average after %2
        其中 %1 个已结束，平均存在 %2
        connecting took %1 together, %2 each
        建立连接合计用了 %1，每个 %2
        %1 of them began with a handshake of TLS, which costs both ends processor time
        其中 %1 个以 TLS 握手开始，会消耗两端的处理器时间
        the peer ended %1 of them: it may not want to keep them
        其中 %1 个由对端结束：它可能不愿保持连接
        Keep one http.Client for all requests, without DisableKeepAlives; read response bodies to their end and close them; raise Transport.MaxIdleConnsPerHost (2 unless it is set) to the requests at once, and for databases SetMaxIdleConns.
        所有请求共用一个 http.Client，不要设置 DisableKeepAlives；把响应体读完并关闭；把 Transport.MaxIdleConnsPerHost（默认为 2）调到并发请求数，数据库则调整 SetMaxIdleConns。
        A new capture shows fewer calls of connect to %1 for the same requests.
        在相同请求下，新的采集显示对 %1 的 connect 调用变少。
        # ActivityStartRule
        %1 opened %2 files in the %3 that it took to start, and looked for %4 that are not there.
        %1 在启动所用的 %3 内打开了 %2 个文件，并查找了 %4 个不存在的文件。
        %1 about files took %2, and with what was done between them %3 of the start-up
        与文件有关的 %1 用了 %2，连同其间的操作占启动时间的 %3
        %1 of the files are in %2
        其中 %1 个文件位于 %2
        %1 times a file was opened once more
        有 %1 次重复打开文件
        %1 was only looked up
        %1 只是被查找
        nothing shows when it was ready: reading files may be what the program is for
        没有迹象表明它何时就绪：读取文件可能正是该程序的用途
        it ran %1 after that, so it matters only if it is started often
        之后它又运行了 %1，因此只有在经常启动时才有影响
        Put what it reads into one file or into the program (go:embed), read it when it is needed, and do not look in places where nothing is.
        把它读取的内容合并为一个文件或嵌入程序（go:embed），需要时再读，并且不要到没有内容的地方查找。
        A new capture shows fewer openings before the first output or accept, and a sooner one.
        新的采集显示在首次输出或 accept 之前打开的文件变少，且就绪更早。
        """#
}
