import TestSupport

/// A Go program whose runtime has something to tell, and that prints on request what it knows of itself.
enum RuntimeStateProgram {
    static let limit = 1 << 30
    static let functions = 300
    static let closures = 40
    static let tickers = 20
    static let sleepers = 10
    static let finalizers = 250
    static let cleanups = 120
    static let forced = 3
    static let spinners = 40

    static func build(_ toolchain: GoToolchain, _ variant: LinkVariant) throws -> GoProgram {
        let cleanups = toolchain.minor >= 24 ? Self.withCleanups : "func cleanups() {}\n"
        return try GoProgram.build(source: source + cleanups, toolchain: toolchain, flags: variant.flags)
    }

    private static let withCleanups = """

        func cleanups() {
        \tfor i := 0; i < 120; i++ {
        \t\truntime.AddCleanup(&object{}, func(int) { <-never }, i)
        \t}
        }

        """

    private static let source = """
        package main

        import (
        \t"bufio"
        \t"fmt"
        \t"math"
        \t"os"
        \t"runtime"
        \t"runtime/debug"
        \t"runtime/metrics"
        \t"runtime/pprof"
        \t"sync"
        \t"sync/atomic"
        \t"time"
        )

        type object struct {
        \tnext *object
        \tpad  [4]int
        }

        var (
        \tnever   = make(chan int)
        \tkept    [][]byte
        \tstop    atomic.Bool
        \tlock    sync.Mutex
        \tout     = bufio.NewWriterSize(os.Stdout, 1<<16)
        \tdescs   = metrics.All()
        \tsamples []metrics.Sample
        \tstats   runtime.MemStats
        )

        func beat() {}

        func timers() {
        \tfor i := 0; i < 300; i++ {
        \t\ttime.AfterFunc(time.Hour, beat)
        \t}
        \tfor i := 0; i < 40; i++ {
        \t\ttime.AfterFunc(2*time.Hour, func() { println(i) })
        \t}
        \tfor i := 0; i < 20; i++ {
        \t\tticker := time.NewTicker(3 * time.Hour)
        \t\tgo func() { <-ticker.C }()
        \t}
        \tfor i := 0; i < 10; i++ {
        \t\tgo time.Sleep(4 * time.Hour)
        \t}
        }

        func finalizers() {
        \tfor i := 0; i < 250; i++ {
        \t\truntime.SetFinalizer(&object{}, func(*object) { <-never })
        \t}
        }

        func report() {
        \truntime.ReadMemStats(&stats)
        \tmetrics.Read(samples)
        \tfor _, s := range samples {
        \t\tswitch s.Value.Kind() {
        \t\tcase metrics.KindUint64:
        \t\t\tfmt.Fprintln(out, s.Name, s.Value.Uint64())
        \t\tcase metrics.KindFloat64:
        \t\t\tfmt.Fprintln(out, s.Name, int64(math.Round(s.Value.Float64()*1e9)))
        \t\t}
        \t}
        \tlast := (stats.NumGC + 255) % 256
        \tfmt.Fprintln(out, "NumGC", stats.NumGC)
        \tfmt.Fprintln(out, "NumForcedGC", stats.NumForcedGC)
        \tfmt.Fprintln(out, "PauseTotalNs", stats.PauseTotalNs)
        \tfmt.Fprintln(out, "PauseNs", stats.PauseNs[last])
        \tfmt.Fprintln(out, "PauseEnd", stats.PauseEnd[last])
        \tfmt.Fprintln(out, "LastGC", stats.LastGC)
        \tfmt.Fprintln(out, "NextGC", stats.NextGC)
        \tfmt.Fprintln(out, "HeapInuse", stats.HeapInuse)
        \tfmt.Fprintln(out, "HeapFree", stats.HeapIdle-stats.HeapReleased)
        \tfmt.Fprintln(out, "HeapReleased", stats.HeapReleased)
        \tfmt.Fprintln(out, "StackInuse", stats.StackInuse)
        \tfmt.Fprintln(out, "Sys", stats.Sys)
        \tfmt.Fprintln(out, "TotalAlloc", stats.TotalAlloc)
        \tfmt.Fprintln(out, "HeapAlloc", stats.HeapAlloc)
        \tfmt.Fprintln(out, "NumCPU", runtime.NumCPU())
        \tfmt.Fprintln(out, "Threads", pprof.Lookup("threadcreate").Count())
        \tfmt.Fprintln(out, "MemProfileRate", runtime.MemProfileRate)
        \tfmt.Fprintln(out, "end")
        \tout.Flush()
        }

        func main() {
        \truntime.GOMAXPROCS(3)
        \tdebug.SetGCPercent(150)
        \tdebug.SetMemoryLimit(1 << 30)
        \tdebug.SetMaxThreads(5000)
        \truntime.SetMutexProfileFraction(7)
        \truntime.SetBlockProfileRate(1)
        \tfor _, d := range descs {
        \t\tif d.Kind == metrics.KindUint64 || d.Kind == metrics.KindFloat64 {
        \t\t\tsamples = append(samples, metrics.Sample{Name: d.Name})
        \t\t}
        \t}
        \tfor i := 0; i < 64; i++ {
        \t\tkept = append(kept, make([]byte, 128<<10))
        \t}
        \tlock.Lock()
        \tvar waiters sync.WaitGroup
        \tfor i := 0; i < 64; i++ {
        \t\twaiters.Add(1)
        \t\tgo func() { lock.Lock(); lock.Unlock(); waiters.Done() }()
        \t}
        \ttime.Sleep(20 * time.Millisecond)
        \tlock.Unlock()
        \twaiters.Wait()
        \ttimers()
        \tfinalizers()
        \tcleanups()
        \tfor i := 0; i < 3; i++ {
        \t\truntime.GC()
        \t}
        \treport()
        \tlines := bufio.NewScanner(os.Stdin)
        \tfmt.Println("ready")
        \tfor lines.Scan() {
        \t\tswitch lines.Text() {
        \t\tcase "report":
        \t\t\treport()
        \t\tcase "busy":
        \t\t\tstop.Store(false)
        \t\t\tfor i := 0; i < 40; i++ {
        \t\t\t\tgo func() {
        \t\t\t\t\tfor !stop.Load() {
        \t\t\t\t\t}
        \t\t\t\t}()
        \t\t\t}
        \t\t\tfmt.Println("done")
        \t\tcase "calm":
        \t\t\tstop.Store(true)
        \t\t\tfmt.Println("done")
        \t\tcase "churn":
        \t\t\tstop.Store(false)
        \t\t\tdebug.SetGCPercent(5)
        \t\t\tfor i := 0; i < 4; i++ {
        \t\t\t\tgo func() {
        \t\t\t\t\tvar last []byte
        \t\t\t\t\tfor n := 0; !stop.Load(); n++ {
        \t\t\t\t\t\tlast = make([]byte, 1024+n%8192)
        \t\t\t\t\t}
        \t\t\t\t\tkept = append(kept[:1], last)
        \t\t\t\t}()
        \t\t\t}
        \t\t\tfmt.Println("done")
        \t\tcase "many":
        \t\t\tfor i := 0; i < 100000; i++ {
        \t\t\t\ttime.AfterFunc(time.Hour, beat)
        \t\t\t}
        \t\t\tfmt.Println("done")
        \t\t}
        \t}
        }

        """
}
