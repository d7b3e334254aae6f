import TestSupport

/// Go programs whose dumps the tests read.
enum DumpProgram {
    /// Goroutines that tell their ids: `ready worker=7 locked=8 …` is printed when all are where they stay.
    static let quitter = """
        package main

        import (
            "bytes"
            "context"
            "fmt"
            "os"
            "runtime"
            "runtime/pprof"
            "sort"
            "strconv"
            "sync"
            "time"
        )

        var forever, other = make(chan int), make(chan int)
        var ids = make(chan string)

        func id(name string) {
            buffer := make([]byte, 64)
            buffer = buffer[:runtime.Stack(buffer, false)]
            number, _ := strconv.Atoi(string(bytes.Fields(buffer)[1]))
            ids <- fmt.Sprintf(" %s=%d", name, number)
        }

        func worker() { id("worker"); <-forever }

        func locked() { runtime.LockOSThread(); id("locked"); <-forever }

        //go:noinline
        func deep(depth int) int {
            if depth == 0 { id("deep"); return <-forever }
            return deep(depth-1) + 1
        }

        func labelled() {
            pprof.Do(context.Background(), pprof.Labels("endpoint", "/checkout", "user id", "a \\"q\\""), func(context.Context) {
                id("labelled")
                <-forever
            })
        }

        func spinner() { id("spinner"); for { } }

        type waiter interface{ wait(int) int }

        type embedded struct { waiter }

        type base int

        func (b *base) wait(depth int) int { id("wrapped"); return <-forever }

        var wrapped = []waiter{embedded{new(base)}}

        func callback() { sort.Slice(make([]int, 2), func(a, b int) bool { id("callback"); <-forever; return a < b }) }

        func child() { id("child"); select { case <-other: case <-time.After(time.Hour): } }

        type set[T any] struct { lock sync.Mutex }

        func (s *set[T]) parent() { id("parent"); go child(); s.lock.Lock(); s.lock.Lock() }

        func main() {
            starts := []func(){ callback, func() { wrapped[0].wait(1) }, worker, locked, func() { deep(200) }, labelled, (&set[int]{}).parent }
            text := "ready"
            for _, start := range starts { go start(); text += <-ids }
            text += <-ids
            for everything := make([]byte, 1<<20); ; runtime.Gosched() {
                if !bytes.Contains(everything[:runtime.Stack(everything, true)], []byte("[runnable")) { break }
            }
            if os.Getenv("DUMP") != "" {
                pprof.Lookup("goroutine").WriteTo(os.Stderr, 2)
            } else {
                go spinner()
                text += <-ids
            }
            fmt.Println(text)
            <-forever
        }
        """

    /// Ends as its argument says.
    static let ender = """
        package main

        import (
            "os"
            "runtime"
            "strings"
            "sync"
        )

        type inner struct{ value int }

        func (i *inner) get() int { return i.value }

        func recurse(depth int, rest [64]int) int { return recurse(depth+1, rest) + rest[depth%64] }

        func fail() {
            switch os.Args[1] {
            case "panic":
                defer func() { panic(recover().(string) + " again") }()
                panic("boom\\nwith a second line")
            case "nil":
                var nothing *inner
                println(nothing.get())
            case "overflow":
                println(recurse(0, [64]int{}))
            case "map":
                shared := map[int]int{}
                for n := 0; n < 4; n++ { go func() { for { shared[1]++ } }() }
                select {}
            case "unlock":
                (&sync.Mutex{}).Unlock()
            }
        }

        // settle returns once main waits for what never comes: how it stands is printed.
        func settle() {
            text := make([]byte, 1<<16)
            for {
                _, main, _ := strings.Cut(string(text[:runtime.Stack(text, true)]), "goroutine 1 ")
                if head, _, _ := strings.Cut(main, "\\n"); strings.Contains(head, "[chan receive") {
                    return
                }
                runtime.Gosched()
            }
        }

        func main() {
            if os.Args[1] == "deadlock" {
                var group sync.WaitGroup
                group.Add(1)
                go func() { select {} }()
                group.Wait()
            }
            done := make(chan int)
            go func() { settle(); fail(); done <- 1 }()
            <-done
        }
        """

    /// A bubble of testing/synctest that prints the goroutines of its inside, from Go 1.25.
    static let bubble = """
        package main

        import (
            "os"
            "runtime/pprof"
            "sync"
            "testing"
            "testing/synctest"
            "time"
        )

        func inBubble(t *testing.T) {
            synctest.Test(t, func(t *testing.T) {
                stop := make(chan int)
                var lock sync.Mutex
                cond := sync.NewCond(&lock)
                go func() { <-stop }()
                go func() { time.Sleep(time.Hour) }()
                go func() { lock.Lock(); cond.Wait(); lock.Unlock() }()
                synctest.Wait()
                pprof.Lookup("goroutine").WriteTo(os.Stderr, 2)
                os.Exit(0)
            })
        }

        func main() {
            testing.Init()
            testing.Main(func(string, string) (bool, error) { return true, nil },
                []testing.InternalTest{{Name: "TestBubble", F: inBubble}}, nil, nil)
        }
        """

    static let racer = """
        package main

        import "time"

        var shared int

        func write() { shared = 1 }

        func read() { println(shared) }

        func main() {
            done := make(chan int)
            go func() { write(); done <- 1 }()
            time.Sleep(time.Millisecond)
            read()
            <-done
        }
        """

    static let foreign = """
        package main

        /*
        #include <stddef.h>
        static int crash(int *place) { return *place; }
        */
        import "C"

        func call() { println(C.crash(nil)) }

        func main() { call() }
        """
}
