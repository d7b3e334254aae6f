import Evidence
import Glibc
import GoTrace
import TestSupport
import Testing

/// Traces that the last toolchain of the old format writes now.
@Suite struct LegacyLiveTests {
    @Test func readsAFreshTraceAsGoDoes() throws {
        let program = try GoProgram.build(source: Self.source, toolchain: try GoToolchain(version: "1.21.13"))
        let result = try Command.run(program.executable, environment: ["GOMAXPROCS": "4"])
        #expect(result.succeeded, "\(result.error)")
        let path = "/tmp/sonde-live-\(getpid()).trace"
        defer { Files.remove(path) }
        try Files.write(result.outputBytes, to: path)
        let trace = try LegacyTrace(result.outputBytes, file: path)
        let expected = try Command.run(try LegacyDifferentialTests.traceTool(), ["-d=parsed", path])
        #expect(expected.succeeded, "\(expected.error)")
        ComparableEvents(trace).expectEqual(ComparableEvents(text: expected.outputBytes), "live")

        // What the program does is all there.
        let kinds = Set(trace.events.map(\.kind))
        for kind: TraceEvent.Kind in [
            .metric, .stackSample, .rangeBegin, .rangeEnd, .taskBegin, .taskEnd, .regionBegin, .regionEnd, .log,
            .goroutineTransition, .processorTransition,
        ] {
            #expect(kinds.contains(kind), "\(kind)")
        }
        let reasons = Set(trace.events.filter { $0.type == .goBlock }.map { trace.tables.strings[$0.text] })
        for reason in ["chan receive", "chan send", "select", "sync", "sync.(*Cond).Wait", "sleep", "network"] {
            #expect(reasons.contains(reason), "\(reason)")
        }
        #expect(trace.events.contains { $0.type == .goSyscallEndBlocked })
        #expect(trace.events.contains { $0.type == .goSyscallEnd })
    }

    private static let source = """
        package main

        import (
        	"bytes"
        	"context"
        	"fmt"
        	"net"
        	"os"
        	"runtime"
        	"runtime/pprof"
        	"runtime/trace"
        	"sync"
        	"syscall"
        	"time"
        )

        var sink [][]byte

        func main() {
        	var profile bytes.Buffer
        	pprof.StartCPUProfile(&profile)
        	before := make(chan int)
        	go func() { <-before }()
        	if err := trace.Start(os.Stdout); err != nil {
        		panic(err)
        	}
        	var all sync.WaitGroup
        	run := func(f func()) {
        		all.Add(1)
        		go func() { defer all.Done(); f() }()
        	}
        	numbers := make(chan int)
        	run(func() { for i := 0; i < 200; i++ { numbers <- i }; close(numbers) })
        	run(func() { for range numbers { runtime.Gosched() } })
        	var mutex sync.Mutex
        	for i := 0; i < 4; i++ {
        		run(func() { for j := 0; j < 20; j++ { mutex.Lock(); time.Sleep(100 * time.Microsecond); mutex.Unlock() } })
        	}
        	waits, ready := false, false
        	condition := sync.NewCond(&mutex)
        	run(func() { mutex.Lock(); waits = true; for !ready { condition.Wait() }; mutex.Unlock() })
        	run(func() {
        		// Wait lets go of the mutex once it waits.
        		for isReady := false; !isReady; time.Sleep(time.Millisecond) {
        			mutex.Lock(); isReady = waits; ready = waits; mutex.Unlock()
        		}
        		condition.Broadcast()
        	})
        	listener, err := net.Listen("tcp", "127.0.0.1:0")
        	if err != nil {
        		panic(err)
        	}
        	run(func() {
        		connection, _ := listener.Accept()
        		buffer := make([]byte, 16)
        		for { if _, err := connection.Read(buffer); err != nil { return }; connection.Write(buffer) }
        	})
        	run(func() {
        		connection, _ := net.Dial("tcp", listener.Addr().String())
        		buffer := make([]byte, 16)
        		for i := 0; i < 50; i++ { connection.Write(buffer); connection.Read(buffer) }
        		connection.Close()
        	})
        	run(func() {
        		var ends [2]int
        		syscall.Pipe(ends[:])
        		go func() { time.Sleep(30 * time.Millisecond); syscall.Write(ends[1], []byte("x")) }()
        		syscall.Read(ends[0], make([]byte, 1))
        	})
        	run(func() { select { case <-time.After(time.Millisecond): case <-before: } })
        	run(func() { for i := 0; i < 200; i++ { sink = append(sink, make([]byte, 100_000)) }; runtime.GC() })
        	run(func() { for start := time.Now(); time.Since(start) < 300*time.Millisecond; { } })
        	ctx, task := trace.NewTask(context.Background(), "outer")
        	for i := 0; i < 20; i++ {
        		inner, end := trace.NewTask(ctx, fmt.Sprint("inner", i%3))
        		trace.WithRegion(inner, "region", func() { trace.Logf(inner, "key", "value %d", i) })
        		end.End()
        	}
        	task.End()
        	all.Wait()
        	trace.Stop()
        	close(before)
        }
        """
}
