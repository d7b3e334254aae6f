import TestSupport

/// A Go program that has something to hide in all places in which a case might tell of it.
enum MarkedProgram {
    /// What is in its cases, and must not be in redacted ones.
    static let markers = [
        "argmark1a", "tokenmark2b", "labelmark3c", "homemark4d", "folderMark5e", "filemark6f", "relativemark7g",
        "unixmark8h", "taskmark9i", "categorymark1j", "messagemark2k", "regionmark3l", "linkermark4m", "targetmark5n",
        "syncmark*q.dat",
        "203.0.113.77", "hex:cb00714d",
    ]
    /// What it has beside that, and no case may hold at all.
    static let absent = ["environmentmark6o", "writtenmark7p"]

    static func start(in folder: TemporaryFolder) throws -> (program: RunningProgram, home: String) {
        let home = folder.file("home/homemark4d")
        try Files.makeDirectory(home + "/folderMark5e")
        let program = try GoProgram.build(
            source: source, toolchain: GoToolchain.newest(), flags: ["-ldflags=-X main.token=linkermark4m"])
        let running = try program.start(
            ["argmark1a", "--token=tokenmark2b"], environment: ["MARKED": home + "/folderMark5e", "SECRET": absent[0]])
        _ = try running.waitForLine(startingWith: "ready")
        return (running, home)
    }

    private static let source = """
        package main

        import (
            "bufio"; "context"; "fmt"; "net"; "net/http"; "os"; "path/filepath"; "runtime"; "runtime/pprof"
            "runtime/trace"; "sync"; "time"

            _ "net/http/pprof"
        )

        var (
            token string
            lock  sync.Mutex
            sink  uint64
        )

        func waitForLock() { lock.Lock() }

        func readUnderLock() {
            lock.Lock()
            bufio.NewReader(os.Stdin).ReadString('\\n')
        }

        func compute() { for i := uint64(0); ; i++ { sink = i * i } }

        func write() {
            file, err := os.Create(filepath.Join(os.Getenv("MARKED"), "filemark6f.dat"))
            if err != nil { panic(err) }
            if err := os.Chdir(os.Getenv("MARKED")); err != nil { panic(err) }
            for range time.Tick(20 * time.Millisecond) {
                fmt.Fprintln(file, "writtenmark7p", os.Getenv("SECRET"))
                file.Sync()
                os.Stat("relativemark7g/thing")
                os.Stat("/tmp/" + os.Args[1] + "/thing")
                os.Remove("link")
                os.Symlink("targetmark5n", filepath.Join(os.Getenv("MARKED"), "link"))
            }
        }

        func writeThrough() {
            path := filepath.Join(os.Getenv("MARKED"), "syncmark8q.dat")
            file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_SYNC, 0o600)
            if err != nil { panic(err) }
            for range time.Tick(20 * time.Millisecond) { file.WriteString("x") }
        }

        // Nothing is sent: connecting a datagram socket only chooses its peer.
        func receive() {
            connection, err := net.Dial("udp", "203.0.113.77:9")
            if err != nil { return }
            connection.Read(make([]byte, 1))
        }

        func reconnect() {
            for range time.Tick(100 * time.Millisecond) {
                if connection, err := net.Dial("udp", "203.0.113.77:9"); err == nil { connection.Close() }
            }
        }

        func listen() {
            listener, err := net.Listen("unix", filepath.Join(os.TempDir(), "unixmark8h.sock"))
            if err != nil { panic(err) }
            for range time.Tick(100 * time.Millisecond) {
                if connection, err := net.Dial("unix", listener.Addr().String()); err == nil { connection.Close() }
            }
        }

        func traced() {
            for range time.Tick(10 * time.Millisecond) {
                ctx, task := trace.NewTask(context.Background(), "taskmark9i")
                trace.Log(ctx, "categorymark1j", "messagemark2k")
                trace.WithRegion(ctx, "regionmark3l", runtime.Gosched)
                task.End()
            }
        }

        func main() {
            go readUnderLock()
            labels := pprof.Labels("customer", "labelmark3c")
            pprof.Do(context.Background(), labels, func(context.Context) {
                for i := 0; i < 20; i++ { go waitForLock() }
                go compute()
            })
            for _, function := range []func(){write, writeThrough, receive, reconnect, listen, traced} { go function() }
            listener, err := net.Listen("tcp", "127.0.0.1:0")
            if err != nil { panic(err) }
            go http.Serve(listener, nil)
            fmt.Println("ready", os.Getpid())
            select {}
        }

        """
}
