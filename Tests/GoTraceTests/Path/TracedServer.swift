import TestSupport

/// A Go program that traces itself while it serves HTTP to itself, with the numbers of what it did.
enum TracedServer {
    static let versions = GoToolchain.versions.filter { !$0.hasPrefix("1.21.") }
    /// Requests over HTTP/1 on connections that are kept alive, by each of `clients`.
    static let rounds = 25
    static let clients = 4
    /// Requests over HTTP/2, all on one connection.
    static let streams = 30

    /// Runs it, and reads its trace.
    static func trace(_ version: String, generations: Bool) throws -> [UInt8] {
        let program = try GoProgram.build(source: source, toolchain: GoToolchain(version: version))
        let folder = try TemporaryFolder()
        let file = folder.file("trace.out")
        let environment = generations ? ["GODEBUG": "traceadvanceperiod=5000000"] : [:]
        let result = try Command.run(program.executable, [file], environment: environment, within: .seconds(120))
        guard result.succeeded else { throw TestSupportError("the traced server failed: \(result.error)") }
        return try Files.bytes(file)
    }

    private static let source = """
        package main

        import (
            "context"
            "crypto/tls"
            "fmt"
            "io"
            "net/http"
            "net/http/httptest"
            "os"
            "runtime/pprof"
            "runtime/trace"
            "strings"
            "sync"
            "sync/atomic"
            "syscall"
        )

        type store struct {
            lock    sync.Mutex
            waiters atomic.Int32
            // Those that are in hold: the trace must not end before their regions do.
            holders sync.WaitGroup
        }

        // hold keeps the lock until somebody is about to wait for it, and then during a system call of 30 ms.
        func (s *store) hold(ctx context.Context, locked chan bool) {
            defer s.holders.Done()
            defer trace.StartRegion(ctx, "hold").End()
            s.lock.Lock()
            close(locked)
            for s.waiters.Load() == 0 {
                pause := syscall.Timespec{Nsec: 1_000_000}
                syscall.Nanosleep(&pause, nil)
            }
            pause := syscall.Timespec{Nsec: 30_000_000}
            syscall.Nanosleep(&pause, nil)
            s.lock.Unlock()
        }

        func (s *store) blocked(w http.ResponseWriter, r *http.Request) {
            ctx, task := trace.NewTask(context.Background(), "blocked")
            defer task.End()
            locked := make(chan bool)
            trace.Log(ctx, "path", r.URL.Path)
            s.holders.Add(1)
            go s.hold(ctx, locked)
            <-locked
            trace.WithRegion(ctx, "wait", func() {
                s.waiters.Add(1)
                s.lock.Lock()
                s.lock.Unlock()
            })
            fmt.Fprintln(w, "done")
        }

        func (s *store) orders(w http.ResponseWriter, r *http.Request) {
            ctx, task := trace.NewTask(context.Background(), "order")
            defer task.End()
            io.ReadAll(r.Body)
            var group sync.WaitGroup
            for part := 0; part < 3; part++ {
                group.Add(1)
                go func() {
                    defer trace.StartRegion(ctx, "part").End()
                    defer group.Done()
                    for i := 0; i < 1000; i++ {
                        sink += i
                    }
                }()
            }
            group.Wait()
            trace.WithRegion(ctx, "outer", func() {
                trace.WithRegion(ctx, "inner", func() { s.lock.Lock() })
                s.lock.Unlock()
            })
            // So that the handler is seen: the answer is sent while it runs.
            fmt.Fprintln(w, "done")
            w.(http.Flusher).Flush()
        }

        var sink int

        func main() {
            s := &store{}
            mux := http.NewServeMux()
            mux.HandleFunc("/orders", s.orders)
            mux.HandleFunc("/blocked", s.blocked)
            logged := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { mux.ServeHTTP(w, r) })
            plain := httptest.NewServer(logged)
            secure := httptest.NewUnstartedServer(logged)
            secure.EnableHTTP2 = true
            secure.StartTLS()
            out, err := os.Create(os.Args[1])
            check(err)
            check(pprof.StartCPUProfile(io.Discard))
            check(trace.Start(out))
            var clients sync.WaitGroup
            run := func(client *http.Client, url string, count int) {
                clients.Add(1)
                go func() {
                    defer clients.Done()
                    for ; count > 0; count-- {
                        response, err := client.Post(url, "text/plain", strings.NewReader("some text"))
                        check(err)
                        io.Copy(io.Discard, response.Body)
                        response.Body.Close()
                    }
                }()
            }
            for client := 0; client < \(clients); client++ {
                run(&http.Client{Transport: &http.Transport{}}, plain.URL+"/orders", \(rounds))
            }
            h2 := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}
            run(&http.Client{Transport: h2}, secure.URL+"/orders", \(streams))
            clients.Wait()
            run(&http.Client{Transport: &http.Transport{}}, plain.URL+"/blocked", 1)
            clients.Wait()
            s.holders.Wait()
            plain.Close()
            secure.Close()
            trace.Stop()
            pprof.StopCPUProfile()
            check(out.Close())
        }

        func check(err error) {
            if err != nil {
                fmt.Fprintln(os.Stderr, err)
                os.Exit(1)
            }
        }
        """
}
