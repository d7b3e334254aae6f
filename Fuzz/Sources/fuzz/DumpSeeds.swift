/// One small dump of each form that is read.
enum DumpSeeds {
    static let texts = [
        panic, records, profile, waits, race, kubernetes, prefixed,
        "goroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1d\n",
    ]

    private static let panic = """
        panic: runtime error: index out of range [5] with length 3 [recovered]
        \tpanic: again

        goroutine 34 gp=0xc000102fc0 m=3 mp=0xc000080008 [running, locked to thread]:
        panic({0x4b3a40?, 0xc00001c0a8?})
        \t/usr/local/go/src/runtime/panic.go:884 +0x212 fp=0xc000 sp=0xc100 pc=0x43
        main.(*T[...]).run(0xc00011e000, {0x1, ...}, ...)
        \t/src/main.go:21 +0x45
        created by main.main in goroutine 1
        \t/src/main.go:12 +0x9c
        [originating from goroutine 7]:
        main.origin(...)
        \t/src/main.go:9

        goroutine 0 [idle]:
        runtime.futex()

        rax    0x0
        exit status 2

        """

    private static let records = """
        goroutine 1 [chan receive, 5 minutes]:
        main.main()
        \t/src/main.go:34 +0x1a5

        goroutine 18 [select (no cases)] {"tenant": "acme", "key": "a \\"b\\""}:
        main.wait(0x0)
        \t/src/main.go:7 +0x11
        ...3 frames elided...
        main.deep()
        \t/src/main.go:8
        created by main.start.func1
        \t/src/main.go:6 +0x25

        goroutine 19 [IO wait (leaked), 2 minutes, locked to thread]:
        \tgoroutine running on other thread; stack unavailable
        created by net.Dial in goroutine 1
        \tC:/go/src/net/dial.go:1 +0x25

        fatal error: all goroutines are asleep - deadlock!

        goroutine 20 [sync.Mutex.Lock]:
        sync.runtime_SemacquireMutex(0xc000010018?, 0x0?, 0x1?)
        \t/usr/local/go/src/runtime/sema.go:95 +0x25

        """

    private static let profile = """
        goroutine profile: total 4
        2 @ 0x43a1b6 0x44a33e 0x4b1f2c
        # labels: {"tenant":"acme", "b":"c"}
        #\t0x4b1f2b\tmain.worker+0x4b\t/src/main.go:22
        #\t0x4b1f2c\tmain.main.func1+0x1\t/src/main.go:9

        1 @ 0x43a1b6 0x1
        #\t0x43a1b5\tnet/http.(*conn).serve+0x4b\t/usr/local/go/src/net/http/server.go:2022

        1 @

        """

    /// Of these the wait reason is told by the function.
    private static let waits = """
        goroutine profile: total 3
        1 @ 0x1
        #\t0x1\tsync.runtime_SemacquireMutex+0x1\t/usr/local/go/src/runtime/sema.go:95
        #\t0x1\tsync.(*Mutex).lockSlow+0x1\t/usr/local/go/src/sync/mutex.go:173

        1 @ 0x1
        #\t0x1\tinternal/poll.runtime_pollWait+0x1\t/usr/local/go/src/runtime/netpoll.go:343

        1 @ 0x1
        #\t0x1\tsync.runtime_Semacquire+0x1\t/usr/local/go/src/runtime/sema.go:62
        #\t0x1\tsync.(*WaitGroup).Wait+0x1\t/usr/local/go/src/sync/waitgroup.go:116

        """

    private static let race = """
        ==================
        WARNING: DATA RACE
        Write at 0x00c00001c0a8 by goroutine 7:
          main.main.func1()
              /src/main.go:9 +0x3c

        Previous read at 0x00c00001c0a8 by main goroutine:
          main.main()
              /src/main.go:13 +0x88

        Goroutine 7 (running) created at:
          main.main()
              /src/main.go:8 +0x7a
        ==================

        """

    private static let kubernetes = """
        {"log":"goroutine 1 [running]:\\n","stream":"stderr","time":"2024-01-02T03:04:05.123456789Z"}
        {"log":"main.main()\\n","stream":"stderr","time":"2024-01-02T03:04:05.123456789Z"}
        {"log":"\\t/a\\ud83d\\udc39.go:1 +0x1d\\u0021\\n","stream":"stderr","time":"2024-01-02T03:04:05.123456789Z"}

        """

    private static let prefixed = """
        2024-01-02T03:04:05.123456789Z stderr F goroutine 1 [select]:
        2024-01-02T03:04:05.123456789Z stderr F main.main()
        2024-01-02T03:04:05.123456789Z stderr P \t/a.go
        2024-01-02T03:04:05.123456789Z stderr F :1 +0x1d
        2024-01-02T03:04:05.123456789Z stderr F 
        2024-01-02T03:04:05.123456789Z stderr F goroutine 2 [sleep]:
        2024-01-02T03:04:05.123456789Z stderr F main.f()
        2024-01-02T03:04:05.123456789Z stderr F \t/a.go:1 +0x1d

        """
}
