/// A Go program that works for a while and writes profiles of itself, with inlined calls, generic functions, closures,
/// method wrappers and recursion in them.
public enum ProfiledProgram {
    public static let source = """
        package main

        import (
            "fmt"
            "os"
            "runtime"
            "runtime/pprof"
            "sort"
            "strings"
            "sync"
            "time"
        )

        type number interface{ ~int | ~float64 }

        func sum[T number](values []T) (total T) {
            for _, v := range values {
                total += square(v)
            }
            return
        }

        func square[T number](v T) T { return twice(v) * v / 2 }

        func twice[T number](v T) T { return v + v }

        type worker interface{ work(n int) int }

        type base struct{ kept [][]byte }

        //go:noinline
        func (b *base) work(n int) int {
            b.kept = append(b.kept, make([]byte, 1024))
            return len(strings.Repeat("x", n&1023)) + mix(n)
        }

        type outer struct{ *base }

        type tiny struct{ n int }

        func (t tiny) work(n int) int { return mix(t.n + n) }

        func mix(n int) int {
            for i := 0; i < 200; i++ {
                n = step(n)
            }
            return n
        }

        func step(n int) int { return n*1664525 + 1013904223 }

        //go:noinline
        func recurse(depth int, w worker) int {
            if depth == 0 {
                return func() int { return w.work(17) }()
            }
            return recurse(depth-1, w) + 1
        }

        func must(err error) {
            if err != nil {
                panic(err)
            }
        }

        var total int

        func main() {
            runtime.MemProfileRate = 4096
            runtime.SetMutexProfileFraction(1)
            runtime.SetBlockProfileRate(1)
            folder := os.Args[1]
            cpu, err := os.Create(folder + "/cpu")
            must(err)
            must(pprof.StartCPUProfile(cpu))
            values := make([]float64, 1000)
            workers := []worker{outer{&base{}}, tiny{3}, &tiny{4}}
            var lock sync.Mutex
            var group sync.WaitGroup
            rounds := 0
            for start := time.Now(); time.Since(start) < 600*time.Millisecond; rounds++ {
                for i := range values {
                    values[i] = float64((i * 7919) % 1000)
                }
                sort.Slice(values, func(a, b int) bool { return values[a] < values[b] })
                total += int(sum(values)) + sum([]int{1, 2, 3})
                for depth, w := range workers {
                    total += recurse(depth*3, w)
                }
                if rounds%100 != 0 {
                    continue
                }
                // Somebody waits for the lock, for the mutex profile.
                lock.Lock()
                group.Add(1)
                go func() {
                    defer group.Done()
                    lock.Lock()
                    defer lock.Unlock()
                    total++
                }()
                time.Sleep(50 * time.Microsecond)
                lock.Unlock()
            }
            pprof.StopCPUProfile()
            must(cpu.Close())
            group.Wait()
            for _, name := range []string{"heap", "allocs", "goroutine", "block", "mutex"} {
                for debug, suffix := range []string{"", ".txt"} {
                    file, err := os.Create(folder + "/" + name + suffix)
                    must(err)
                    must(pprof.Lookup(name).WriteTo(file, debug))
                    must(file.Close())
                }
            }
            runtime.KeepAlive(workers)
            fmt.Println("done")
        }
        """

    /// Builds and runs the program; its profiles are in the folder afterwards.
    public static func run(
        _ version: String, isPositionIndependent: Bool, folder: String, flags: [String] = []
    ) throws -> String {
        let mode = isPositionIndependent ? ["-buildmode=pie"] : ["-buildmode=exe"]
        let program = try GoProgram.build(
            source: source, toolchain: try GoToolchain(version: version), flags: mode + flags,
            environment: ["CGO_ENABLED": "0"])
        let result = try Command.run(program.executable, [folder])
        guard result.succeeded else { throw TestSupportError("the program failed: \(result.error)") }
        return program.executable
    }
}
