extension Catalogue {
    /// Locks, channels, pools, peers, system calls, and what the binary says of itself: `Rules/`.
    static let chineseQueues = #"""
        # AbandonedLock
        nobody who waits for it moved in %1 looks over %2
        在 %2 内的 %1 次观察中，等待它的 goroutine 都没有移动
        no stack but those of its waiters refers to it as its holder's would
        除了等待者的栈之外，没有哪个栈像持有者那样引用它
        readers still hold it, and %1 is the writer that waits for them to leave
        仍有读者持有它，而 %1 是等待读者离开的写者
        %1 elsewhere refer to it
        另有 %1 引用它
        who took the lock last
        最后是谁获取了这个锁
        Do not lock again in %1: its caller holds the lock. Split it into a method that locks and one that expects the lock to be held.
        不要在 %1 中再次加锁：它的调用者已持有该锁。把它拆成一个加锁的方法和一个要求调用者已持锁的方法。
        Look at every path through the functions that lock %1, %2 among them, for a return or panic without Unlock; `defer` the Unlock right behind the Lock.
        检查所有对%1 加锁的函数（包括 %2）的每条路径，看是否有未 Unlock 就返回或 panic 的情况；在 Lock 之后立即 `defer` Unlock。
        `%1` no longer reports goroutines that stand at %2.
        `%1` 不再报告停在 %2 的 goroutine。
        %1 waits in %2 for %3, which it seems to hold already; %4 %5 in all.
        %1 在 %2 中等待%3，而它似乎已经持有该锁；总共有 %4%5。
        %1 %2 for %3, which is locked although no goroutine seems to hold it: an Unlock is probably missing.
        %1%2%3，它处于锁定状态，却似乎没有 goroutine 持有它：很可能缺少一次 Unlock。
        # BackpressureRule
        Do senders queue at a channel, and what do its receivers do?
        是否有发送方在通道上排队？接收方又在做什么？
        workers of %1
        %1 的 worker
        whether the queue moves
        队列是否在移动
        the receiver
        接收方
        Give what the workers do in %1 a timeout, or have more workers; and bound or refuse work at %2 while they are all busy.
        给 worker 在 %1 中的操作设置超时，或者增加 worker；并在它们全忙时，在 %2 处限制或拒绝新任务。
        Let more than one goroutine receive in %1, make each step cheaper (batch it), or refuse work at %2 when the queue is full; a larger buffer only delays this.
        在 %1 中用多个 goroutine 接收，降低每一步的开销（例如批量处理），或者在队列满时于 %2 处拒绝任务；更大的缓冲只会推迟问题。
        `%1` shows fewer than %2 senders at this channel.
        `%1` 显示该通道上的发送方少于 %2 个。
        %1 %2 to send to %3 (at %4)
        %1%2 向%3 发送（在 %4）
        %1; the queue moves, so somebody receives, but too slowly.
        %1；队列在移动，说明有人在接收，但太慢。
        %1; all %2 are busy in %3, where each %4.
        %1；全部 %2 都在 %3 中忙碌，都%4。
        %1, such as %2
        %1（例如 %2）
        %1 behind %2 in %3, which %4 and receives too slowly.
        %1，排在 %3 中的 %2 之后，后者%4，接收太慢。
        %1 has no buffer
        %1 没有缓冲
        %1 wait to send, most at %2
        %1 在等待发送，多数位于 %2
        %1 refers to the channel at %2 and %3
        %1 在 %2 引用该通道，并且%3
        senders in each look: %1
        每次观察时的发送方数量：%1
        # BuildRules
        Was the program built for debugging?
        程序是否按调试方式构建？
        The program was built with %1: %2.
        程序构建时使用了 %1：%2。
        build setting %1
        构建设置 %1
        Build what runs in production without %1.
        生产环境的程序构建时不要使用 %1。
        `sonde build info` on the new binary shows none of them.
        对新的二进制文件运行 `sonde build info`，不再显示这些设置。
        the race detector makes it 2 to 20 times slower and 5 to 10 times larger
        竞态检测器会使程序慢 2 到 20 倍，内存占用增大到 5 至 10 倍
        every memory access is checked
        每次内存访问都会被检查
        the compiler optimises nothing, so no timing means anything
        编译器不做任何优化，因此任何耗时都没有意义
        nothing is inlined, so small functions cost more than they should
        没有任何内联，因此小函数的开销比应有的大
        every block counts its executions
        每个代码块都会统计执行次数
        Was the program built from modified sources?
        程序是否由修改过的源码构建？
        an unknown revision
        未知的版本
        The program was built from sources that differ from %1: lines and behaviour may not be those of that commit.
        构建程序的源码与 %1 不同：行号和行为可能与该提交不一致。
        Commit, build from a clean checkout, and deploy that.
        提交改动，从干净的检出构建，然后部署。
        `sonde build info` on the new binary shows vcs.modified=false.
        对新的二进制文件运行 `sonde build info`，显示 vcs.modified=false。
        Is a module's code another than its version says?
        是否有模块的代码与其版本不符？
        %1 %2 is replaced by %3
        %1 %2 被替换为 %3
        , and %1 likewise
        ，另有 %1 也是如此
        %1 is recorded as %2, but the code in the binary comes from %3%4.
        %1 记录的版本是 %2，但二进制文件中的代码来自 %3%4。
        Release the changed module and require that version, without `replace`, in what is deployed.
        发布改动后的模块，并在部署的程序中依赖该版本，不使用 `replace`。
        `sonde build info` on the new binary shows no replaced modules.
        对新的二进制文件运行 `sonde build info`，不再显示被替换的模块。
        the folder %1
        目录 %1
        # ChannelPools, FramePools
        errgroup limit
        errgroup 并发上限
        semaphore (%1)
        信号量（%1）
        raise SetLimit
        再调大 SetLimit
        raise the channel's capacity
        再增大通道的容量
        pool (%1)
        池（%1）
        put more resources into the pool
        再向池中增加资源
        database/sql connection pool
        database/sql 连接池
        raise SetMaxOpenConns within what the database allows
        再在数据库允许的范围内调大 SetMaxOpenConns
        connections to one host (http.Transport.MaxConnsPerHost)
        到同一主机的连接（http.Transport.MaxConnsPerHost）
        raise MaxConnsPerHost
        再调大 MaxConnsPerHost
        weighted semaphore
        加权信号量
        give the semaphore more weight
        再增大信号量的权重
        # PoolRule
        Do goroutines wait for a slot of a pool, and what do its holders do?
        是否有 goroutine 在等待池的名额？持有者又在做什么？
        `%1` no longer shows goroutines waiting in %2 for this pool.
        `%1` 不再显示 goroutine 在 %2 中等待该池。
         of %1
        （共 %1）
        %1 %2 for the %3%4
        %1%2%3 的名额%4
        %1; %2 of them hold a slot already and wait for a second one in %3.
        %1；其中 %2 已占有一个名额，又在 %3 中等待第二个。
        %1, but nobody holds one any more: %2 were taken at %3 and never given back.
        %1，但已没有人持有名额：有 %2 个在 %3 取走后从未归还。
        %1, but hardly anybody holds one any more: %2 were taken at %3 and never given back.
        %1，但几乎已没有人持有名额：有 %2 个在 %3 取走后从未归还。
        %1; who holds its slots is not known.
        %1；不知道是谁持有名额。
        %1; its 1 holder %2.
        %1；它唯一的持有者%2。
        %1; its %2 holders are in %3, where each %4.
        %1；它的 %2 个持有者位于 %3，都%4。
        %1; most of its %2 holders are in %3, where each %4.
        %1；它的 %2 个持有者大多位于 %3，都%4。
        %1 wait for a slot, most at %2
        %1 在等待名额，多数位于 %2
        all %1 are taken
        全部 %1 都已被占用
        %1 hold slots
        %1 持有名额
        %1 of %2 holders: %3
        %2 个持有者中有 %1 个：%3
        the longest wait for a slot is at least %1
        等待名额最久的至少已等 %1
        Do not take a second slot while holding one: finish the first query, close its rows, or use the same transaction in %1.
        不要在持有一个名额时再取第二个：在 %1 中先完成第一个查询并关闭其 rows，或者使用同一个事务。
        Give the slot back on every path behind %1, errors and early returns included: `defer` it (rows.Close, Body.Close, the receive from the channel) right behind the taking.
        在 %1 之后的每条路径上都要归还名额，包括出错和提前返回：取得名额后立即用 `defer` 归还（rows.Close、Body.Close、从通道接收）。
        its holders
        持有者
        Make what the holders do in %1 shorter: a timeout on the slow call, and no slot held across it; only then %2.
        缩短持有者在 %1 中的操作：给慢调用设置超时，且不要在慢调用期间占着名额；之后%2。
        # DumpLockRule
        Do goroutines queue for a lock, as far as stacks without addresses tell?
        仅凭没有地址的栈来看，是否有 goroutine 在排队等锁？
        %1 %2 for a lock in %3
        %1 在 %3 中%2 锁
        %1, likely held by %2 in %3, which %4.
        %1，该锁很可能由 %2（%3）持有，后者%4。
        %1, the way into the log.
        %1，那是写日志的入口。
        lock of %1
        %1 的锁
        %1 wait in %2
        %1 在 %2 中等待
        %1 is inside %2 as well and does not wait for a lock
        %1 同样位于 %2 中，但没有在等锁
        the dump has no addresses: that they wait for the same lock is inferred from the code
        转储中没有地址：它们等待同一个锁，是从代码推断的
        %1 are inside %2; only one can hold a Mutex
        %1 位于 %2 中；而 Mutex 只能由一个 goroutine 持有
        Do less in %1 while the lock is held, or split it.
        减少 %1 在持锁期间的工作，或者拆分该锁。
        Write the log without holding callers up: buffered or asynchronous, and fewer lines on this path.
        写日志时不要阻塞调用者：使用缓冲或异步写入，并减少这条路径上的日志行。
        In %1, unlock before the slow operation and lock again only to store its result; give it a timeout.
        在 %1 中，慢操作之前先解锁，仅在保存结果时重新加锁；并给它设置超时。
        %1 wait for a lock in %2, but without addresses its holder cannot be told.
        %1 在 %2 中等锁，但没有地址，无法判断持有者。
        nobody else is inside %1
        没有其他 goroutine 位于 %1 中
        Look at the running process: its memory tells which lock it is and who refers to it.
        直接观察运行中的进程：其内存能说明是哪个锁、由谁引用。
        The report then names the lock and its holder.
        届时报告会给出该锁及其持有者。
        locks and their holders from the running process
        来自运行中进程的锁及其持有者
        Likely deadlock of %1: some wait for a lock in %2 inside of %3, others the other way round.
        很可能是 %1 的死锁：一部分在 %3 之内等待 %2 的锁，另一部分则相反。
        locks of %1 and %2
        %1 和 %2 的锁
        nobody inside either is able to run
        位于两者之中的 goroutine 都无法运行
        Take the locks of %1 and %2 in the same order everywhere.
        处处按相同的顺序获取 %1 和 %2 的锁。
        A new dump shows neither waiting for a lock.
        新的转储显示两者都不再等锁。
        # EvidenceRule
        Is there enough evidence to decide anything?
        证据是否足以作出判断？
        The snapshot holds no goroutines.
        快照中没有任何 goroutine。
        A grouped dump (debug=1) has neither states nor ages: %1 cannot be told apart by what they wait for.
        分组转储（debug=1）既没有状态也没有等待时长：无法按等待对象区分 %1。
        %1 of %2 have no stack.
        %2 中有 %1 个没有栈。
        goroutines with states and stacks
        带有状态和栈的 goroutine
        Collect what is missing.
        补充收集缺少的证据。
        # HealthyRule
        %1 looks over %2 show no queue that stays and no site whose goroutines only grow
        在 %2 内的 %1 次观察中，没有一直存在的排队，也没有 goroutine 只增不减的位置
        Nothing holds the program up: %1, %2.
        程序没有受阻：%1，%2。
        `%1` while the program is slow would show what it waits for then.
        在程序变慢时运行 `%1`，就能看到它当时在等待什么。
        %1 of them running or ready, %2 resting by design
        其中 %1 个在运行或就绪，%2 个按设计处于等待
        there are no goroutines
        没有任何 goroutine
        %1 %2 for a lock, %3 %4 to send to a channel
        %1%2 锁，%3%4 向通道发送
        # LockRemedy
        Shorten what is done under %1, taken in %2, or split it by key.
        缩短在%1（在 %2 中获取）保护下的操作，或者按键拆分该锁。
        Write the log without holding callers up: a buffered or asynchronous writer, fewer lines on this path, and a reader of the pipe or terminal that keeps up.
        写日志时不要阻塞调用者：使用带缓冲或异步的 writer，减少这条路径上的日志行，并保证管道或终端的读取方跟得上。
        In %1, do not wait for other goroutines with %2 held: let go of it first, or make sure that those who end the wait never need it.
        在 %1 中不要在持有%2 的同时等待其他 goroutine：先释放它，或者确保负责结束等待的 goroutine 不需要它。
        In %1, let go of %2 before the slow operation: copy what is needed under the lock, unlock, %3, and lock again only to store the result.
        在 %1 中，慢操作之前先释放%2：在锁内复制所需数据，解锁，%3，仅在保存结果时重新加锁。
        In %1, let go of %2 before the slow operation: copy what is needed under the lock, unlock, %3, and lock again only to store the result; give the operation a deadline or context timeout.
        在 %1 中，慢操作之前先释放%2：在锁内复制所需数据，解锁，%3，仅在保存结果时重新加锁；并给该操作设置截止时间或 context 超时。
        Do less in %1 while %2 is held, split the lock by key, or use an RWMutex if most callers only read.
        减少 %1 在持有%2 期间的工作，按键拆分该锁，或者在多数调用者只读时改用 RWMutex。
        make the request
        发出请求
        the peer
        对端
        talk to %1
        与 %1 通信
        make the system call
        执行系统调用
        sleep
        休眠
        wait
        等待
        # LockRule
        Do goroutines queue for a lock, and what does its holder do?
        是否有 goroutine 在排队等锁？持有者又在做什么？
        `%1` no longer shows %2 waiting for this lock, and its holder is rarely caught inside.
        `%1` 不再显示 %2 等待该锁，也很少再观察到持有者停留在锁内。
        `%1` no longer shows %2 waiting for this lock, and its holder is never caught in a wait while it holds it.
        `%1` 不再显示 %2 等待该锁，也不再观察到持有者在持锁期间等待。
        %1 %2 for %3
        %1%2%3
        %1, whose holder changes too fast or does not show; it is taken in %2.
        %1，其持有者更替太快或没有显露；加锁位置在 %2。
        probably held by %1 in %2
        该锁可能由 %1（%2）持有
        %1, the way into the log: %2, which %3.
        %1，那是写日志的入口：%2，后者%3。
        %1, %2, which %3.
        %1，%2，后者%3。
        %1, whose holder mostly %2 meanwhile (%3).
        %1，其持有者在此期间大多%2（%3）。
        %1, %2, which %3 meanwhile.
        %1，%2，后者在此期间%3。
        %1, held by one of %2 in %3, where one %4.
        %1，该锁由 %3 中 %2 之一持有，其中一个%4。
        %1, held by one of %2 in %3, where each %4.
        %1，该锁由 %3 中 %2 之一持有，它们都%4。
        %1 of %2 waiters are at %3
        %2 个等待者中有 %1 个位于 %3
        , which took it at %1
        （加锁于 %1）
        holder: %1%2
        持有者：%1%2
        holder: %1%2 (%3)
        持有者：%1%2（%3）
        waiting in each look: %1
        每次观察时的等待者数量：%1
        the holder changes from look to look, so the lock does move
        持有者在各次观察之间有变化，说明锁确实在流转
        the longest wait is at least %1
        最长的等待至少为 %1
        the holder is a guess with confidence %1 %
        持有者是推测的，可信度为 %1%
        in one look nobody waited
        有一次观察中没有等待者
        mutex profile, which names the holders
        mutex profile，其中会指明持有者
        # PeerFacts, PeerRule
        %1 %2 at %3
        %1%2，位于 %3
        the socket %1 → %2 is %3 with %4 bytes unacknowledged and %5 unread
        套接字 %1 → %2 处于 %3 状态，有 %4 字节未确认，%5 字节未读取
        the wait has no deadline
        该等待没有截止时间
        peers: %1
        对端：%1
        %1 of %2 did not move in %3 looks over %4
        在 %4 内的 %3 次观察中，%2 个里有 %1 个没有移动
        Give the write in %1 a deadline (SetWriteDeadline, http.Server.WriteTimeout), and drop or buffer clients that do not keep up.
        给 %1 中的写操作设置截止时间（SetWriteDeadline、http.Server.WriteTimeout），对跟不上的客户端断开连接或做缓冲。
        Look at the resolver that /etc/resolv.conf names, and at its search list and ndots; cache answers, and give %1 a context with a timeout.
        检查 /etc/resolv.conf 指定的解析服务器，以及其中的 search 列表和 ndots；缓存解析结果，并给 %1 传入带超时的 context。
        Set net.Dialer.Timeout for %1, and see why %2 does not accept: down, behind a firewall, or its backlog full.
        为 %1 设置 net.Dialer.Timeout，并查明 %2 为何不接受连接：宕机、被防火墙拦截，或者 backlog 已满。
        Give %1 a timeout (http.Client.Timeout, a context, or SetReadDeadline), limit how many wait at once, and look at %2, which is where the time goes.
        给 %1 设置超时（http.Client.Timeout、context 或 SetReadDeadline），限制同时等待的数量，并检查 %2，时间就花在那里。
        Do goroutines wait for a peer that answers or reads late?
        是否有 goroutine 在等待应答慢或读取慢的对端？
        sockets: which peer it is
        套接字：对端是谁
        `%1` shows fewer goroutines waiting at %2, and none for longer than the timeout.
        `%1` 显示在 %2 处等待的 goroutine 变少，且没有一个超过超时时间。
        a peer
        某个对端
        , the longest for at least %1
        ，最长的至少已等 %1
        ; %1 more wait behind it
        ；其后另有 %1 个在等待
        ; %1 more wait behind them
        ；其后另有 %1 个在等待
        %1 in %2
        %2 中的 %1
        %1 %2 to write to peers that do not read%3%4.
        %1%2 向不读取数据的对端写入%3%4。
        %1 %2 to write to %3, which does not read%4%5.
        %1%2 向 %3 写入，而对方不读取数据%4%5。
        %1 %2 for a connection to %3%4%5.
        %1%2 连接到 %3%4%5。
        %1 %2 for name resolution%3%4.
        %1%2 域名解析%3%4。
        %1 %2 for name resolution by %3%4%5.
        %1%2 由 %3 进行的域名解析%4%5。
        %1 %2 for an answer from %3%4%5.
        %1%2 %3 的应答%4%5。
        # SystemCallRule
        Does a system call on a file, pipe or lock not return?
        是否有对文件、管道或锁的系统调用迟迟不返回？
        a system call
        某个系统调用
        %1 on %2
        对 %2 的 %1
         for at least %1
        ，至少已有 %1
        ; %1 more wait behind.
        ；其后另有 %1 个在等待。
        .
        。
        %1 has been in %2%3%4
        %1 一直停在 %2 中%3%4
        %1 have been in %2%3%4
        %1 一直停在 %2 中%3%4
        called at %1
        调用位置：%1
        Let fewer goroutines call %1 at once (each holds a thread of its own), and find out in C what it waits for.
        减少同时调用 %1 的 goroutine（每个都会独占一个线程），并在 C 代码中查明它在等待什么。
        `%1` no longer shows %2 in %3.
        `%1` 不再显示 %2 停在 %3 中。
        the log
        日志
        See who reads %1 and why it does not keep up; write logs through a buffer that drops rather than blocks.
        查明是谁在读取 %1、为何跟不上；写日志时经过一个宁可丢弃也不阻塞的缓冲。
        Opening a FIFO waits for the other end: open it with O_NONBLOCK (or O_RDWR) in %1, or start the other end first.
        打开 FIFO 会等待另一端：在 %1 中用 O_NONBLOCK（或 O_RDWR）打开，或者先启动另一端。
        Another process holds the file lock: find it with `lslocks`, and use a non-blocking attempt with a deadline in %1.
        另一个进程持有该文件锁：用 `lslocks` 找到它，并在 %1 中改用带截止时间的非阻塞尝试。
        See who has the other end of %1 (`ls -l /proc/*/fd`) and why it does not read.
        查明谁持有 %1 的另一端（`ls -l /proc/*/fd`），以及它为何不读取。
        See who has the other end of %1 (`ls -l /proc/*/fd`) and why it does not write.
        查明谁持有 %1 的另一端（`ls -l /proc/*/fd`），以及它为何不写入。
        its file
        其文件
        Find out why %1 on %2 takes long (device, network file system), and keep %3 off the path of requests.
        查明为何对 %2 的 %1 耗时很长（设备、网络文件系统），并让 %3 离开请求路径。
        """#
}
