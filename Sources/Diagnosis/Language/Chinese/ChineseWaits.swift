extension Catalogue {
    /// Deadlocks, stuck goroutines and leaks: `Rules/`.
    static let chineseWaits = #"""
        # AsleepRule
        Can any goroutine of the program ever run again?
        程序中还有哪个 goroutine 能再次运行吗？
        the runtime found that no goroutine could run
        运行时发现没有任何 goroutine 能够运行
        nothing that can still run reaches what the main goroutine waits for
        仍能运行的代码都够不到主 goroutine 所等待的对象
        %1 in %2 %3
        %1（%2）%3
        The program can never go on: %1; and %2 more.
        程序再也无法继续：%1；另有 %2 个。
        The program can never go on: %1.
        程序再也无法继续：%1。
        ;␣
        ；
        %1 waits at %2
        %1 在 %2 处等待
        which lock or channel each waits for
        每个 goroutine 等待的是哪个锁或通道
        %1 locks what it holds already, or an Unlock is missing.
        %1 对自己已持有的锁再次加锁，或者缺少一次 Unlock。
        Take the locks in the same order everywhere, and look for a missing Unlock.
        处处按相同的顺序加锁，并检查是否缺少 Unlock。
        Call `defer wg.Done()` first in every goroutine that is waited for; compare with Add.
        在每个被等待的 goroutine 的开头调用 `defer wg.Done()`，并与 Add 的次数核对。
        Signal or Broadcast when the condition becomes true, under the lock, and when nobody is left.
        当条件成立时，在持锁状态下调用 Signal 或 Broadcast；不再有人发信号时也要调用。
        Look who should serve %1: a channel without its receiver or sender, or one that is never closed.
        查明应由谁来服务 %1：某个通道缺少接收方或发送方，或者从未关闭。
        The program runs to its end.
        程序能运行到结束。
        # CrossedChannelsRule
        Do goroutines that belong together wait on channels only they could serve?
        同属一组的 goroutine 是否在等待只有它们自己才能服务的通道？
        %1 that were started together wait for each other: %2; nobody else reaches these channels.
        一同启动的 %1 互相等待：%2；没有其他代码能够到这些通道。
        nothing that can still run reaches the channels that they wait for
        仍能运行的代码都够不到它们所等待的通道
        all were created at %1 and its neighbours
        它们都创建于 %1 及其附近
        their stacks do not show which of them was to serve which channel
        它们的栈没有表明谁本该服务哪个通道
        Break the circle between %1: let one of them send before it receives, give a channel a buffer, or close it.
        打破 %1 之间的环：让其中一方先发送再接收，给通道加缓冲，或者关闭通道。
        `%1` no longer shows these goroutines.
        `%1` 不再显示这些 goroutine。
        # DeadlockRule
        Do goroutines wait for each other in a circle?
        goroutine 之间是否形成了循环等待？
        proof that nobody else reaches the channels (goroutineleak profile, Go 1.26 on)
        证明没有其他代码能够到这些通道的证据（goroutineleak profile，Go 1.26 起）
        a second look: nobody in the circle moves
        再观察一次：环中没有任何 goroutine 移动
        After the fix `%1` no longer reports `%2`, and the goroutines of %3 come and go.
        修复后 `%1` 不再报告 `%2`，且 %3 的 goroutine 会正常产生和结束。
        ; %1 more %2 behind
        ；其后另有 %1%2
         (%1 times alike)
        （相同情形共 %1 处）
        %1 waits for ever in %2 for %3, which it holds itself%4%5.
        %1 在 %2 中永远等待它自己持有的%3%4%5。
        %1 in %2 waits for %3, which only %4 could serve
        %1（%2）在等待%3，而它只能由 %4 来服务
        %1 in %2 waits for %3, held by %4
        %1（%2）在等待由 %4 持有的%3
        %1 wait for each other
        %1 互相等待
        Deadlock of %1%2: %3%4.
        %1 死锁%2：%3%4。
        %1 waits at %2 for %3
        %1 在 %2 处等待%3
        , taken at %1
        ，加锁于 %1
        : %1
        ：%1
        %1 is probably held by %2%3%4
        %1 可能由 %2 持有%3%4
        none of them moved in %1 looks over %2
        在 %2 内的 %1 次观察中，它们都没有移动
        no goroutine that can still run reaches what they wait for
        仍能运行的 goroutine 都够不到它们所等待的对象
        Do not lock again in %1: split it into a method that locks and one that expects the lock to be held, and call the latter from code that holds it. Go's locks are not reentrant, and RLock under one's own RLock stops as soon as a writer comes between.
        不要在 %1 中再次加锁：把它拆成一个加锁的方法和一个要求调用者已持锁的方法，持锁的代码调用后者。Go 的锁不可重入；在自己的 RLock 之下再次 RLock，一旦中间来了写者就会卡住。
        Take %1 in the same order everywhere; now %2 take them in different orders.
        处处按相同的顺序获取 %1；目前 %2 获取它们的顺序不一致。
        Break the circle between %1: give one of the channels a buffer, receive in a goroutine of its own, or let go of locks before sending or receiving.
        打破 %1 之间的环：给其中一个通道加缓冲，用单独的 goroutine 接收，或者在发送或接收之前先释放锁。
        # SharedChannelRule
        Do goroutines wait for a channel that only they themselves could serve?
        goroutine 是否在等待只有它们自己才能服务的通道？
        %1 in %2 wait to send to %3, from which nobody but they themselves could receive.
        %2 中的 %1 在等待向%3 发送，而能从中接收的只有它们自己。
        nothing that can still run reaches the channel
        仍能运行的代码都够不到该通道
        it has no buffer
        它没有缓冲
        its buffer holds %1 of %2 elements
        其缓冲区已有 %1 个元素，容量为 %2
        such as %1 at %2
        例如位于 %2 的 %1
        none of them moved in %1 looks
        在 %1 次观察中，它们都没有移动
        Let somebody else send in %1, or let it keep what it has for the channel in a slice of its own while it receives: who serves a channel must not wait for room in it.
        让别的 goroutine 执行 %1 中的发送，或者在接收期间把要发送的内容先存入自己的切片：服务通道的一方不能等待该通道腾出空间。
        # StuckRule
        Does a goroutine wait for a channel that is nil?
        是否有 goroutine 在等待值为 nil 的通道？
        receives from a nil channel
        从 nil 通道接收
        sends to a nil channel
        向 nil 通道发送
        waits in a select without cases
        停在没有分支的 select 中
        waits in a select all of whose channels are nil
        停在所有通道都是 nil 的 select 中
        %1 in %2 %3, which never ends.
        %1（%2）%3，这永远不会结束。
        %1 in %2 each %3, which never ends.
        %2 中的 %1 都%3，这永远不会结束。
        wait reason: %1
        等待原因：%1
        at %1, created at %2
        位于 %1，创建于 %2
        If %1 is meant to rest for ever, nothing; otherwise give its select a way out.
        如果 %1 本来就该永远停住，则无需处理；否则给它的 select 一个出口。
        Make the channel before %1 uses it; a nil channel is right only as a switched-off case beside others in a select.
        在 %1 使用通道之前先用 make 创建它；nil 通道只适合在 select 中与其他分支并列，用来关闭某个分支。
        `%1` no longer shows %2 with that wait reason.
        `%1` 不再显示 %2 带有该等待原因。
        Does a WaitGroup wait for a Done that cannot come?
        是否有 WaitGroup 在等待不会到来的 Done？
        Does a goroutine wait for a Cond that nobody can signal?
        是否有 goroutine 在等待无人能发信号的 Cond？
        %1 %2 in %3 for a sync.Cond that nobody who can still run reaches: no Signal or Broadcast will come.
        %3 中的 %1%2 sync.Cond，而仍能运行的代码都够不到它：不会再有 Signal 或 Broadcast。
        nothing that can still run reaches the Cond
        仍能运行的代码都够不到该 Cond
        created at %1
        创建于 %1
        Call Broadcast when the last goroutine that could signal ends, and let the loop in %1 check for that end.
        在最后一个能发信号的 goroutine 结束时调用 Broadcast，并让 %1 中的循环检查这一结束条件。
        `%1` no longer shows %2 in sync.(*Cond).Wait.
        `%1` 不再显示 %2 停在 sync.(*Cond).Wait 中。
        # WaitGroupEvidence
        %1 %2 in %3 for a WaitGroup that still counts %4, but nobody is left to call Done.
        %3 中的 %1%2 WaitGroup，其计数仍为 %4，但已没有人会调用 Done。
        %1 %2 in %3 for a WaitGroup that nobody seems left to call Done on.
        %3 中的 %1%2 WaitGroup，但似乎已没有人会对它调用 Done。
        no goroutine that %1 started is left
        %1 启动的 goroutine 都已不在
        1 call of Done is missing
        缺少 1 次 Done 调用
        %1 calls of Done are missing
        缺少 %1 次 Done 调用
        nothing that can still run reaches the WaitGroup
        仍能运行的代码都够不到该 WaitGroup
        it has waited for at least %1
        它至少已等待 %1
        who still refers to the WaitGroup
        谁还引用着该 WaitGroup
        Call `defer wg.Done()` as the first statement of every goroutine that %1 waits for, and Add before the go statement; look for early returns and panics without Done.
        在 %1 所等待的每个 goroutine 中，把 `defer wg.Done()` 作为第一条语句，并在 go 语句之前调用 Add；检查提前返回和 panic 时是否漏掉 Done。
        `%1` no longer shows %2 in sync.(*WaitGroup).Wait.
        `%1` 不再显示 %2 停在 sync.(*WaitGroup).Wait 中。
        # HTTPBodyRule
        Do client connections wait for response bodies that nobody reads?
        客户端连接是否在等待无人读取的响应体？
        , opened by %1,
        （由 %1 打开）
        %1 wait for a response body that nobody reads or closes, %2 more than at the first look; each keeps two goroutines and a socket.
        %1 在等待响应体，而它无人读取也无人关闭，比第一次观察时多了 %2 个；每个连接占用两个 goroutine 和一个套接字。
        %1 wait for a response body that nobody reads or closes; each keeps two goroutines and a socket.
        %1 在等待响应体，而它无人读取也无人关闭；每个连接占用两个 goroutine 和一个套接字。
        callers of the client
        HTTP 客户端的调用者
        %1 in net/http.(*persistConn).readLoop wait in a select, as only behind an unread body
        net/http.(*persistConn).readLoop 中的 %1 停在 select 中，只有响应体未读完时才会如此
        %1 of the program is reading a body
        程序中有 %1 正在读取响应体
        %1 of the program are reading a body
        程序中有 %1 正在读取响应体
        %1 are open
        打开着 %1
        who opened the connections
        是谁打开了这些连接
        Right behind the check of the request's error in %1, `defer resp.Body.Close()`, also when only the status is wanted; read it to the end to reuse the connection.
        在 %1 中检查请求错误之后，立即 `defer resp.Body.Close()`，即使只需要状态码也要这样做；把响应体读完才能复用连接。
        Right behind the check of the request's error, `defer resp.Body.Close()`, also when only the status is wanted; read it to the end to reuse the connection.
        在检查请求错误之后，立即 `defer resp.Body.Close()`，即使只需要状态码也要这样做；把响应体读完才能复用连接。
        `%1` shows readLoop goroutines only in reads, and their number stays level.
        `%1` 显示 readLoop 的 goroutine 都只停在读取上，且数量保持稳定。
        1 socket to %1 holds bytes that nobody waits to read
        到 %1 的 1 个套接字中有无人等待读取的数据
        %1 sockets to %2 hold bytes that nobody waits to read
        到 %2 的 %1 个套接字中有无人等待读取的数据
        # SampledSyncRule
        Do looks often find a goroutine in a call that waits for the disk?
        多次观察中是否常有 goroutine 停在等待磁盘的调用里？
        system calls were recorded, which say more
        已记录了系统调用，它们说明得更多
        %1 are too few to tell how often
        %1 太少，无法判断频率
        %1 of %2 looks found one
        %2 次观察中有 %1 次见到
        %1 of %2 looks found %3 waiting for the disk: in %4 on %5.
        %2 次观察中有 %1 次见到 %3 在等待磁盘：停在对 %5 的 %4 中。
        a file
        某个文件
        at least %1 of the time one was under way (95 % sure)
        至少有 %1 的时间正处于这样的调用中（置信度 95 %）
        files in the calls that were seen: %1
        所见调用涉及的文件：%1
        system calls: how many, and how long each takes
        系统调用：次数以及每次的耗时
        `%1` finds %2 there in fewer looks.
        `%1` 见到 %2 停在那里的次数会变少。
        # SampledForeignRule
        Do looks often find several goroutines in a function of C that waits?
        多次观察中是否常有多个 goroutine 停在等待中的 C 函数里？
        in %1 of %2 looks any was found
        %2 次观察中有 %1 次见到
        %1 goroutines at a time wait in %2, and each holds a thread of its own meanwhile.
        同时有 %1 个 goroutine 在 %2 中等待，期间每个都独占一个线程。
        %1 of %2 looks found some there, at most %3 at once
        %2 次观察中有 %1 次见到有 goroutine 停在那里，同时最多 %3 个
        `%1` finds fewer goroutines in %2.
        `%1` 在 %2 中见到的 goroutine 会变少。
        # EndedConnectionsRule
        Does the program end one connection to a peer after the other?
        程序是否不断地结束与同一对端的连接？
        %1 to peers of the program ended meanwhile
        其间与程序的对端结束了 %1
        %1 to %2 were ended by this side in %3, and at most %4 were open at a time.
        在 %3 内，本端结束了与 %2 的 %1，而同时打开的最多只有 %4 个。
        the kernel keeps them in TIME_WAIT for a minute
        内核会将它们在 TIME_WAIT 状态保留一分钟
        looks found %1 of the program to that peer
        多次观察见到程序与该对端之间有 %1
        the kernel does not say whose they were: another process may have had some
        内核不说明它们属于谁：其中一些可能属于别的进程
        system calls: who connects, and how often each connection is used
        系统调用：由谁建立连接，以及每个连接被使用多少次
        `ss -tn state time-wait dst %1 | wc -l` shows fewer for the same requests.
        对于同样的请求，`ss -tn state time-wait dst %1 | wc -l` 显示的数目会变少。
        # LeakRule
        Do goroutines of one site accumulate where nobody wakes them?
        同一位置创建的 goroutine 是否在无人唤醒处不断累积？
        ; their number only grows (%1).
        ；其数量只增不减（%1）。
        somebody who can still run could serve them: %1
        仍有能运行的代码可以服务它们：%1
        goroutineleak profile (Go 1.26 on)
        goroutineleak profile（Go 1.26 起）
        `%1` shows a level number of goroutines created at %2; in tests, count goroutines before and after.
        `%1` 显示在 %2 创建的 goroutine 数量保持稳定；在测试中，比较前后的 goroutine 数量。
        %1 created at %2 is stuck in %3: it %4, and nobody can wake it any more
        在 %2 创建的 %1 卡在 %3 中：它%4，再也没有人能唤醒它
        %1 created at %2 is stuck in %3: it %4
        在 %2 创建的 %1 卡在 %3 中：它%4
        %1 created at %2 are stuck in %3: each %4, and nobody can wake them any more
        在 %2 创建的 %1 卡在 %3 中：它们都%4，再也没有人能唤醒它们
        %1 created at %2 are stuck in %3: each %4
        在 %2 创建的 %1 卡在 %3 中：它们都%4
        the runtime itself found %1 of them leaked
        运行时自己发现其中 %1 个已泄漏
        nothing that can still run reaches what %1 of them wait for
        仍能运行的代码都够不到其中 %1 个所等待的对象
        %1 came and %2 left in %3 looks over %4
        在 %4 内的 %3 次观察中，新增 %1 个，离开 %2 个
        the oldest has waited for at least %1
        最早的一个至少已等待 %1
        Let the sender in %1 give up: a buffer for the one result, or a select with the request's context; a receiver that returns early must not leave it behind.
        让 %1 中的发送方能够放弃：给这唯一的结果留一个缓冲，或者在 select 中同时监听请求的 context；提前返回的接收方不能把发送方丢下不管。
        Close the channel that %1 receives from when there is nothing more to come, or select on a context that ends with the caller.
        当不会再有数据时，关闭 %1 所接收的通道，或者在 select 中监听随调用者一起结束的 context。
        Make sure that one case of the select in %1 always comes: cancel the context that it watches on every path (`defer cancel()`).
        确保 %1 中的 select 总有一个分支会就绪：在每条路径上都取消它所监听的 context（`defer cancel()`）。
        Give what %1 waits for an end: a close, a cancel or a timeout.
        让 %1 的等待能够结束：关闭通道、取消 context，或者设置超时。
        %1 created at %2 wait in %3; one look cannot tell a leak from a program that has that many.
        在 %2 创建的 %1 在 %3 中等待；只看一次无法区分这是泄漏，还是程序本来就有这么多。
        whether their number grows
        它们的数量是否增长
        Collect once more before changing anything.
        在修改任何东西之前再收集一次。
        The report then names `leak.goroutine`, or `healthy`.
        届时报告会给出 `leak.goroutine` 或 `healthy`。
        # DumpChannelRule
        Do goroutines wait to send, as far as stacks without channels tell?
        仅凭没有通道信息的栈来看，是否有 goroutine 在等待发送？
        %1 wait to send in %2, likely for a slot; %3 past that point in %4, where each %5.
        %1 在 %2 中等待发送，很可能是在等名额；%3 已越过该处，位于 %4，都%5。
        semaphore of %1
        %1 的信号量
        all wait at %1
        全部在 %1 处等待
        %1 went on from there
        %1 已从该处继续前进
        the dump has no channels: that they wait for the same one is inferred from the code
        转储中没有通道信息：它们等待同一个通道，是从代码推断的
        Make what the holders do in %1 shorter: a timeout on the slow call; only then raise the limit.
        缩短持有者在 %1 中的操作：给慢调用设置超时；之后再考虑提高上限。
        A new dump shows no queue in %1.
        新的转储显示 %1 中不再有排队。
        %1 created at %2 wait to send in %3; a dump cannot tell a slow receiver from one that is gone.
        在 %2 创建的 %1 在 %3 中等待发送；仅凭转储无法区分接收方是慢，还是已经不在。
        Look at the running process: its memory tells which channels they are and who refers to them.
        直接观察运行中的进程：其内存能说明是哪些通道、由谁引用。
        The report then names `backpressure.channel`, `pool.exhausted` or `leak.goroutine`.
        届时报告会给出 `backpressure.channel`、`pool.exhausted` 或 `leak.goroutine`。
        channels and who refers to them, from the running process
        来自运行中进程的通道及其引用者
        """#
}
