import GoProcess
import Testing

@testable import Diagnosis

/// Waits that a healthy program is full of: no rule may speak up.
@Suite struct HealthyTests {
    private func expectSilence(_ build: @escaping (_ world: inout World, _ look: Int) -> Void) {
        let looks = World.sequence(4, seconds: 3, build)
        #expect(diagnose(looks).causes == ["healthy"])
        if let last = looks.last { #expect(diagnose([last]).causes == ["healthy"]) }
        // The same as a text dump, all waits two minutes old.
        var dump = World(.text)
        build(&dump, 0)
        var text = dump.built()
        text.objects = []
        text.waits = []
        for index in text.goroutines.indices {
            text.goroutines[index].waitCount = 0
            if text.goroutines[index].state == .waiting { text.goroutines[index].waitingNanoseconds = 120_000_000_000 }
        }
        text.goroutines.append(Goroutine(id: 1_000_000))
        text.goroutines[text.goroutines.count - 1].state = .running
        #expect(diagnose([text]).causes == ["healthy"])
    }

    @Test func keepAliveConnections() {
        expectSilence { world, _ in
            for index in 0..<3000 {
                let g = world.go(
                    Frames.read + [
                        "net/http.(*connReader).Read", "bufio.(*Reader).Peek", "net/http.(*conn).serve",
                    ], "IO wait", created: "net/http.(*Server).Serve")
                world.wait(
                    g, world.socket(local: "127.0.0.1:8080", remote: "127.0.0.1:\(40000 + index)"), .read)
            }
            for _ in 0..<20 {
                world.go(
                    Frames.read + ["net/http.(*connReader).backgroundRead"], "IO wait",
                    created: "net/http.(*connReader).startBackgroundRead")
            }
        }
    }

    @Test func requestBeingReadByTheServer() {
        expectSilence { world, _ in
            for _ in 0..<40 {
                world.go(
                    Frames.read + ["net/http.readRequest", "net/http.(*conn).readRequest", "net/http.(*conn).serve"],
                    "IO wait")
            }
        }
    }

    @Test func idleClientConnections() {
        expectSilence { world, _ in
            for index in 0..<100 {
                let close = world.channel()
                let parent = UInt64(5000 + index)
                let reader = world.go(
                    Frames.readLoop, "IO wait", created: "net/http.(*Transport).dialConn", parent: parent)
                world.wait(reader, world.socket(remote: "10.0.0.1:443"), .read)
                let writer = world.go(
                    Frames.writeLoop, "select", created: "net/http.(*Transport).dialConn", parent: parent)
                world.wait(writer, close, .receive, isSelect: true)
            }
        }
    }

    @Test func parkedWorkers() {
        expectSilence { world, _ in
            let jobs = world.channel(capacity: 64, references: [])
            for _ in 0..<500 {
                world.wait(
                    world.go(Frames.receive + ["main.worker"], "chan receive", created: "main.startPool"), jobs,
                    .receive)
            }
            // One is busy.
            world.go(["main.compute", "main.worker"], created: "main.startPool")
        }
    }

    @Test func workersOnACond() {
        expectSilence { world, _ in
            let cond = world.object(.cond)
            for _ in 0..<50 {
                world.wait(
                    world.go(["sync.runtime_notifyListWait", "sync.(*Cond).Wait", "main.worker"], "sync.Cond.Wait"),
                    cond, .wait)
            }
        }
    }

    @Test func restingMain() {
        expectSilence { world, _ in world.go(["main.main"], "select (no cases)", created: "", id: 1, flags: .main) }
    }

    @Test func signalLoopTickerAndSleep() {
        expectSilence { world, _ in
            let signals = world.channel(capacity: 1)
            world.wait(world.go(Frames.receive + ["main.waitForSignal"], "chan receive"), signals, .receive)
            world.go(["os/signal.signal_recv", "os/signal.loop"], "", state: .systemCall)
            let tick = world.object(
                .channel(ChannelFacts(elementSize: 24, length: 0, capacity: 1, isClosed: false, isTimer: true)))
            world.wait(world.go(Frames.receive + ["main.tickLoop"], "chan receive"), tick, .receive)
            for _ in 0..<30 { world.go(Frames.sleep + ["main.poll"], "sleep") }
        }
    }

    @Test func acceptLoopAndRuntime() {
        expectSilence { world, _ in
            let accept = world.go(
                ["internal/poll.runtime_pollWait", "internal/poll.(*FD).Accept", "net.(*netFD).accept", "main.main"],
                "IO wait", id: 1)
            world.wait(accept, world.socket(local: "[::]:8080", remote: ""), .read)
            world.go(["runtime.gopark", "runtime.bgsweep"], "GC sweep wait", flags: .system)
            world.go(["runtime.gopark", "runtime.runFinalizers"], "finalizer wait")
            for _ in 0..<8 { world.go(["runtime.gcBgMarkWorker"], "GC worker (idle)", flags: .system) }
        }
    }

    @Test func profileBeingWritten() {
        expectSilence { world, _ in
            world.go(["runtime/pprof.writeGoroutineStacks", "net/http/pprof.handler.ServeHTTP"] + Frames.handler)
            world.go(Frames.sleep + ["net/http/pprof.sleep", "net/http/pprof.Profile"] + Frames.handler, "sleep")
        }
    }

    @Test func databaseHelpers() {
        expectSilence { world, _ in
            world.go(Frames.select + ["database/sql.(*DB).connectionOpener"], "select")
            world.go(Frames.select + ["database/sql.(*DB).connectionCleaner"], "select")
        }
    }

    @Test func http2AndRPCTransports() {
        expectSilence { world, _ in
            for name in [
                "net/http.(*http2clientConnReadLoop).run", "golang.org/x/net/http2.(*clientConnReadLoop).run",
                "net/http/internal/http2.(*clientConnReadLoop).run", "net/http.(*http2serverConn).readFrames",
                "google.golang.org/grpc/internal/transport.(*http2Client).reader",
                "google.golang.org/grpc/internal/transport.(*http2Server).HandleStreams",
            ] {
                let g = world.go(Frames.read + [name], "IO wait")
                world.wait(g, world.socket(remote: "10.0.0.9:443"), .read)
            }
            world.go(
                Frames.select + ["google.golang.org/grpc/internal/transport.(*controlBuffer).get"], "select")
        }
    }

    @Test func readersOfSubscriptions() {
        expectSilence { world, _ in
            for index in 0..<200 {
                let g = world.go(
                    Frames.read + ["bufio.(*Reader).Read", "github.com/gorilla/websocket.(*Conn).NextReader"]
                        + ["main.(*client).readPump"], "IO wait")
                world.wait(g, world.socket(remote: "10.1.0.\(index):443"), .read)
            }
            let bus = world.go(
                Frames.read + ["bufio.(*Reader).ReadSlice", "github.com/nats-io/nats.go.(*Conn).readLoop"], "IO wait")
            world.wait(bus, world.socket(remote: "10.0.0.5:4222"), .read)
            // A line server of the program's own, between two lines of each client.
            for index in 0..<50 {
                let g = world.go(Frames.read + ["bufio.(*Scanner).Scan", "main.handleClient"], "IO wait")
                world.wait(g, world.socket(local: "127.0.0.1:7000", remote: "127.0.0.1:\(50000 + index)"), .read)
            }
        }
    }

    @Test func contextsInSelects() {
        expectSilence { world, _ in
            for _ in 0..<60 {
                let done = world.channel(elementSize: 0)
                let work = world.channel()
                let g = world.go(Frames.select + ["main.loop"], "select")
                world.wait(g, done, .receive, isSelect: true)
                world.wait(g, work, .receive, isSelect: true)
            }
        }
    }

    @Test func waitGroupWhoseWorkersWork() {
        expectSilence { world, look in
            let main = world.go(Frames.waitGroup + ["main.main"], "sync.WaitGroup.Wait", created: "", id: 1)
            let group = world.object(.waitGroup(WaitGroupFacts(counter: 2, waiters: 1)))
            world.snapshot.objects[Int(group)].references = []
            world.wait(main, group, .wait)
            for _ in 0..<2 { world.go(["main.work", "golang.org/x/sync/errgroup.(*Group).Go.func1"], parent: 1) }
            world.snapshot.goroutines[1].fingerprint = UInt64(look)
        }
    }

    @Test func childProcessAndStandardInput() {
        expectSilence { world, _ in
            let wait = world.go(["os.(*Process).wait", "os/exec.(*Cmd).Wait", "main.run"])
            world.call(wait, "waitid", descriptor: -1, target: "")
            let pump = world.go(
                ["internal/poll.runtime_pollWait", "internal/poll.(*FD).Read", "os.(*File).Read", "io.Copy"]
                    + ["os/exec.(*Cmd).writerDescriptor.func1"], "IO wait")
            world.wait(
                pump, world.object(.descriptor(PollFacts(descriptor: 7, target: "pipe:[5]", socket: nil))), .read)
            let console = world.go(["syscall.read", "os.(*File).Read", "bufio.(*Scanner).Scan", "main.repl"])
            world.call(console, "read", descriptor: 0, target: "/dev/pts/3")
        }
    }

    @Test func aProducerThatWaitsForAMoment() {
        let report = diagnose(
            World.sequence { world, look in
                let consumer = world.go(["main.consume"])
                guard look == 1 else { return }
                let channel = world.channel(capacity: 4, length: 4, references: [consumer])
                for _ in 0..<3 { world.wait(world.go(Frames.send + ["main.produce"], "chan send"), channel, .send) }
            })
        #expect(report.causes == ["healthy"])
    }

    @Test func saysWhatTheGoroutinesDo() throws {
        let report = diagnose(World.sequence { world, _ in for _ in 0..<3 { world.go(["main.work"]) } })
        let finding = try #require(report.first)
        #expect(finding.severity == .ok)
        #expect(finding.summary.contains("3 goroutines, 3 of them running or ready"))
    }
}
