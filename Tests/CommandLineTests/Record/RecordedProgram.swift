import TestSupport

/// Go programs of which it is known what they spend their time on.
enum RecordedProgram {
    /// Runs two functions for about 70 and 30 of 100 parts of a time, one with an inlined call and one that calls a
    /// function without a frame, and prints what the thread's own clock says of each. With a file it writes the Go
    /// runtime's own profile as well. With `wait` it does not begin before it is told to.
    static let mix = """
        package main

        import (
            "bufio"
            "fmt"
            "os"
            "runtime"
            "runtime/pprof"
            "strconv"
            "syscall"
            "time"
            "unsafe"
        )

        func mixed(s, i int) int { return s*31 ^ i }

        //go:noinline
        func heavy(n int) int {
            s := 0
            for i := 0; i < n; i++ {
                s += mixed(s, i)
            }
            return s
        }

        //go:noinline
        func frameless(s int) int { return s*17 + 3 }

        //go:noinline
        func light(n int) int {
            s := 1
            for i := 0; i < n; i++ {
                s = frameless(s)
            }
            return s
        }

        func clock() int64 {
            var t syscall.Timespec
            syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, 3, uintptr(unsafe.Pointer(&t)), 0)
            return t.Nano()
        }

        var sink int

        func work(limit int64) (h, l int64) {
            runtime.LockOSThread()
            // Uneven turns: even ones would beat with the samples.
            random := uint32(1)
            for h+l < limit {
                random = random*1664525 + 1013904223
                begin := clock()
                sink += heavy(100000 + int(random>>12))
                middle := clock()
                h += middle - begin
                for l < h*3/7 {
                    sink += light(50000 + int(random>>16))
                    end := clock()
                    l += end - middle
                    middle = end
                }
            }
            return
        }

        func main() {
            seconds, _ := strconv.ParseFloat(os.Args[1], 64)
            fmt.Println("ready", os.Getpid())
            if len(os.Args) > 2 && os.Args[2] == "wait" {
                bufio.NewReader(os.Stdin).ReadString(10)
            } else if len(os.Args) > 2 {
                f, _ := os.Create(os.Args[2])
                pprof.StartCPUProfile(f)
                defer pprof.StopCPUProfile()
            }
            type pair struct{ h, l int64 }
            done := make(chan pair)
            go func() {
                h, l := work(int64(seconds * float64(time.Second)))
                done <- pair{h, l}
            }()
            result := <-done
            fmt.Println("heavy", result.h, "light", result.l)
        }
        """

    /// Threads that wait for a known time each: in a sleep, for a pipe, and one that sleeps before it writes to it; and
    /// one that waits for ever.
    static let waits = """
        package main

        import (
            "fmt"
            "os"
            "runtime"
            "strings"
            "sync"
            "syscall"
            "time"
        )

        //go:noinline
        func sleeper(d time.Duration, n int) {
            for i := 0; i < n; i++ {
                t := syscall.NsecToTimespec(int64(d))
                syscall.Nanosleep(&t, nil)
            }
        }

        //go:noinline
        func reader(fd int, n int) {
            b := make([]byte, 1)
            for i := 0; i < n; i++ {
                syscall.Read(fd, b)
            }
        }

        //go:noinline
        func writer(fd int, n int) {
            for i := 0; i < n; i++ {
                sleeper(50*time.Millisecond, 1)
                syscall.Write(fd, []byte{1})
            }
        }

        //go:noinline
        func forever(fd int) { reader(fd, 1) }

        var group sync.WaitGroup

        // scheduled returns for how long the thread could run and did not, in nanoseconds, and how often it gave up its
        // processor by itself.
        func scheduled() (delay, waits int64) {
            var ran int64
            fmt.Sscan(kernel("/proc/thread-self/schedstat"), &ran, &delay)
            _, rest, _ := strings.Cut(kernel("/proc/thread-self/status"), "\\nvoluntary_ctxt_switches:")
            fmt.Sscan(rest, &waits)
            return
        }

        func kernel(path string) string {
            text, err := os.ReadFile(path)
            if err != nil {
                panic(err)
            }
            return string(text)
        }

        // locked prints how long the function took by the program's own clock, and what the kernel says of it.
        func locked(name string, f func()) {
            group.Add(1)
            go func() {
                runtime.LockOSThread()
                defer group.Done()
                delay, waits := scheduled()
                begin := time.Now()
                f()
                time := time.Since(begin).Nanoseconds()
                allDelay, allWaits := scheduled()
                fmt.Println(name, time, allDelay-delay, allWaits-waits)
            }()
        }

        func main() {
            var p, q [2]int
            syscall.Pipe(p[:])
            syscall.Pipe(q[:])
            go func() {
                runtime.LockOSThread()
                forever(q[0])
            }()
            time.Sleep(20 * time.Millisecond)
            fmt.Println("ready", os.Getpid())
            locked("sleeper", func() { sleeper(100*time.Millisecond, 20) })
            locked("reader", func() { reader(p[0], 40) })
            locked("writer", func() { writer(p[1], 40) })
            group.Wait()
            if len(os.Args) > 1 {
                time.Sleep(time.Hour)
            }
        }
        """

    /// Starts threads that stay, and goes on starting others that work for a moment.
    static let threads = """
        package main

        import (
            "fmt"
            "os"
            "runtime"
            "strconv"
            "time"
        )

        //go:noinline
        func spin(d time.Duration) int {
            s := 0
            for begin := time.Now(); time.Since(begin) < d; {
                for i := 0; i < 1000; i++ {
                    s = s*31 ^ i
                }
            }
            return s
        }

        func main() {
            n, _ := strconv.Atoi(os.Args[1])
            up := make(chan int)
            for i := 0; i < n; i++ {
                go func() {
                    runtime.LockOSThread()
                    up <- 1
                    select {}
                }()
            }
            for i := 0; i < n; i++ {
                <-up
            }
            fmt.Println("ready", os.Getpid())
            for {
                done := make(chan int)
                go func() {
                    runtime.LockOSThread()
                    done <- spin(5 * time.Millisecond)
                }()
                <-done
            }
        }
        """
}
