/// A program whose goroutines wait for things that others can or cannot reach. Each tells its id and whether it is
/// leaked by construction; on the line `leaks` the runtime's own detection answers, where it has one.
let heapProgramSource = """
    package main

    import (
    \t"bufio"
    \t"fmt"
    \t"os"
    \t"runtime"
    \t"runtime/pprof"
    \t"strings"
    \t"sync"
    \t"sync/atomic"
    \t"time"
    )

    // lock is a mutex that does not share its block with other tiny objects.
    type lock struct {
    \tsync.Mutex
    \tself *lock
    }

    type node struct {
    \tch   chan int
    \tnext *node
    \tpad  [40]byte
    }

    var (
    \tglobalChannel = make(chan int)
    \tglobalMutex   sync.Mutex
    \tregistry      = map[string]any{}
    \tregistryLock  sync.Mutex
    \tballast       [][]*node
    \toutput        sync.Mutex
    \tsilent        atomic.Int64
    )

    // start runs f in a goroutine of its own, from another one that ends, so that no stack keeps what f waits for.
    func start(kind string, f func()) {
    \tsilent.Add(1)
    \tdone := make(chan bool)
    \tgo func() {
    \t\tgo func() {
    \t\t\tannounce(kind)
    \t\t\tf()
    \t\t}()
    \t\tclose(done)
    \t}()
    \t<-done
    }

    //go:noinline
    func announce(kind string) {
    \tvar buffer [64]byte
    \tn := runtime.Stack(buffer[:], false)
    \toutput.Lock()
    \tfmt.Printf("%s %s\\n", kind, strings.Fields(string(buffer[:n]))[1])
    \toutput.Unlock()
    \tsilent.Add(-1)
    }

    //go:noinline
    func receive(ch chan int) { <-ch }

    func leaked() {
    \tstart("leaked", func() { make(chan int) <- 1 })
    \tstart("leaked", func() { receive(make(chan int)) })
    \tstart("leaked", func() {
    \t\ta, b := make(chan int), make(chan string)
    \t\tselect {
    \t\tcase <-a:
    \t\tcase b <- "x":
    \t\t}
    \t})
    \tstart("leaked", func() { var ch chan int; <-ch })
    \tstart("leaked", func() { var ch chan int; ch <- 1 })
    \tstart("leaked", func() { select {} })
    \tstart("leaked-sync", func() { wg := new(sync.WaitGroup); wg.Add(1); wg.Wait() })
    \tstart("leaked-cond", func() { c := sync.NewCond(new(lock)); c.L.Lock(); c.Wait() })
    \tstart("leaked-sync", func() { m := new(lock); m.Lock(); m.Lock() })
    \tstart("leaked-sync", func() { m := new(sync.RWMutex); m.RLock(); m.Lock() })
    \tstart("leaked-sync", func() { m := new(sync.RWMutex); m.Lock(); m.RLock() })
    \t// Two that wait for each other, and a list in the heap that only they hold.
    \tstart("leaked", func() {
    \t\ta, b := &node{ch: make(chan int)}, &node{ch: make(chan int)}
    \t\ta.next, b.next = b, a
    \t\tstart("leaked", func() { receive(b.ch); a.ch <- 1 })
    \t\treceive(a.ch)
    \t\tb.ch <- 1
    \t})
    \t// Many on one channel.
    \tstart("leaked", func() {
    \t\tch := make(chan int, 4)
    \t\tfor range [20]int{} {
    \t\t\tstart("leaked", func() { receive(ch) })
    \t\t}
    \t\treceive(ch)
    \t})
    }

    func reachable() {
    \tstart("reachable", func() { receive(globalChannel) })
    \tstart("reachable", func() { globalMutex.Lock() })
    \tstart("reachable", func() { time.Sleep(time.Hour) })
    \tstart("reachable", func() { <-time.After(time.Hour) })
    \tstart("reachable", func() { <-time.NewTicker(time.Hour).C })
    \tstart("reachable", func() {
    \t\tch := make(chan int)
    \t\ttime.AfterFunc(time.Hour, func() { close(ch) })
    \t\treceive(ch)
    \t})
    \t// Deep in the heap.
    \tstart("reachable", func() {
    \t\thead := &node{}
    \t\tfor range [1000]int{} {
    \t\t\thead = &node{next: head}
    \t\t}
    \t\thead.ch = make(chan int)
    \t\tlast := head
    \t\tfor last.next != nil {
    \t\t\tlast = last.next
    \t\t}
    \t\tlast.ch = make(chan int)
    \t\tregistryLock.Lock()
    \t\tregistry["list"] = head
    \t\tregistryLock.Unlock()
    \t\treceive(last.ch)
    \t})
    \t// In the middle of a large object.
    \tstart("reachable", func() {
    \t\ttable := make([]chan int, 200000)
    \t\ttable[123456] = make(chan int)
    \t\tregistryLock.Lock()
    \t\tregistry["table"] = table[100000:]
    \t\tregistryLock.Unlock()
    \t\treceive(table[123456])
    \t})
    \t// Held by the stacks of others, three deep: the last waits for a global channel.
    \tstart("reachable", func() {
    \t\ta, b := make(chan int), make(chan int)
    \t\tstart("reachable", func() { receive(a); b <- 1 })
    \t\tstart("reachable", func() { receive(b) })
    \t\treceive(globalChannel)
    \t\ta <- 1
    \t})
    \tstart("reachable", func() {
    \t\twg := new(sync.WaitGroup)
    \t\twg.Add(1)
    \t\tstart("reachable", func() { receive(globalChannel); wg.Done() })
    \t\twg.Wait()
    \t})
    \t// Only a finalizer knows it: the object is reachable from a leaked goroutine alone.
    \tstart("leaked", func() {
    \t\tkept := &node{ch: make(chan int)}
    \t\truntime.SetFinalizer(kept, func(n *node) { close(n.ch) })
    \t\tch := kept.ch
    \t\tstart("reachable", func() { receive(ch) })
    \t\treceive(make(chan int))
    \t\truntime.KeepAlive(kept)
    \t})
    }

    func settled() bool {
    \tif silent.Load() != 0 {
    \t\treturn false
    \t}
    \tbuffer := make([]byte, 1<<20)
    \ttext := string(buffer[:runtime.Stack(buffer, true)])
    \tfor _, word := range []string{"[runnable", "[running"} {
    \t\tif n := strings.Count(text, word); n > 1 || n > 0 && word == "[runnable" {
    \t\t\treturn false
    \t\t}
    \t}
    \treturn true
    }

    func main() {
    \tglobalMutex.Lock()
    \tif len(os.Args) > 1 {
    \t\tvar megabytes int
    \t\tfmt.Sscan(os.Args[1], &megabytes)
    \t\tfor len(ballast) < megabytes {
    \t\t\tpart := make([]*node, 0, 10922)
    \t\t\tfor len(part) < 10922 {
    \t\t\t\tpart = append(part, &node{})
    \t\t\t}
    \t\t\tballast = append(ballast, part)
    \t\t}
    \t}
    \tleaked()
    \treachable()
    \tfor !settled() {
    \t\ttime.Sleep(time.Millisecond)
    \t}
    \truntime.GC()
    \tfmt.Println("ready")
    \tlines := bufio.NewScanner(os.Stdin)
    \tfor lines.Scan() {
    \t\tswitch lines.Text() {
    \t\tcase "leaks":
    \t\t\tif profile := pprof.Lookup("goroutineleak"); profile != nil {
    \t\t\t\tprofile.WriteTo(os.Stdout, 2)
    \t\t\t}
    \t\t\tfmt.Println("answered")
    \t\tcase "busy":
    \t\t\tfor range [2]int{} {
    \t\t\t\tgo churn()
    \t\t\t}
    \t\t\tfmt.Println("answered")
    \t\t}
    \t}
    }

    // churn moves the only pointer to a channel between objects while a goroutine waits for it.
    func churn() {
    \tch := make(chan int)
    \tgo receive(ch)
    \tholder := &node{ch: ch}
    \tch = nil
    \tfor {
    \t\tnext := &node{ch: holder.ch}
    \t\tholder.ch = nil
    \t\tholder = next
    \t}
    }
    """
