import TestSupport

/// A Go program that writes all of its profiles twice, as profile.proto and as `debug=1`, while nothing changes.
enum DebugTextProgram {
    private static let source = #"""
        package main

        import (
            "context"
            "os"
            "runtime"
            "runtime/debug"
            "runtime/pprof"
            "sync"
            "time"
        )

        var (
            kept [][]byte
            mu   sync.Mutex
            wg   sync.WaitGroup
        )

        type thing struct{ n int }

        //go:noinline
        func allocate(size, count int) {
            for i := 0; i < count; i++ {
                kept = append(kept, inner(size))
            }
        }

        func inner(size int) []byte { return make([]byte, size) }

        func park(ready *sync.WaitGroup, c chan int) { ready.Done(); deeper(c) }

        func deeper(c chan int) { <-c }

        //go:noinline
        func hold() {
            mu.Lock()
            time.Sleep(time.Millisecond)
            mu.Unlock()
        }

        func write(folder, name string) {
            p := pprof.Lookup(name)
            if p == nil {
                return
            }
            for debug, end := range []string{".pb", ".txt"} {
                f, err := os.Create(folder + "/" + name + end)
                if err != nil {
                    panic(err)
                }
                if err := p.WriteTo(f, debug); err != nil {
                    panic(err)
                }
                f.Close()
            }
        }

        func main() {
            runtime.MemProfileRate = 2048
            runtime.SetBlockProfileRate(1)
            runtime.SetMutexProfileFraction(3)
            c := make(chan int)
            var ready sync.WaitGroup
            for i := 0; i < 30; i++ {
                ready.Add(1)
                switch i % 3 {
                case 0:
                    go park(&ready, c)
                case 1:
                    pprof.Do(context.Background(), pprof.Labels("endpoint", "/search", "user \"id\"", "ä\n\x01\\"), func(context.Context) {
                        go park(&ready, c)
                    })
                default:
                    pprof.Do(context.Background(), pprof.Labels("worker", "7"), func(context.Context) {
                        go func() { park(&ready, c) }()
                    })
                }
            }
            ready.Wait()
            for i := 0; i < 8; i++ {
                wg.Add(1)
                go func() {
                    for j := 0; j < 20; j++ {
                        hold()
                    }
                    wg.Done()
                }()
            }
            wg.Wait()
            allocate(100, 2000)
            allocate(5000, 200)
            allocate(1<<20, 2)
            custom := pprof.NewProfile("my.things")
            for i := 0; i < 3; i++ {
                custom.Add(&thing{i}, 0)
            }
            time.Sleep(50 * time.Millisecond)
            debug.SetGCPercent(-1)
            for i := 0; i < 3; i++ {
                runtime.GC()
            }
            for _, name := range []string{"goroutine", "goroutineleak", "threadcreate", "heap", "allocs", "block", "mutex", "my.things"} {
                write(os.Args[1], name)
            }
            runtime.KeepAlive(kept)
        }
        """#

    static let kinds = ["goroutine", "threadcreate", "heap", "allocs", "block", "mutex", "my.things"]

    /// Runs the program; the files are NAME.pb and NAME.txt.
    static func run(_ toolchain: GoToolchain) throws -> TemporaryFolder {
        let program = try GoProgram.build(source: source, toolchain: toolchain)
        let folder = try TemporaryFolder()
        let result = try Command.run(program.executable, [folder.path])
        guard result.succeeded else { throw TestSupportError("the program failed: \(result.error)") }
        return folder
    }
}
