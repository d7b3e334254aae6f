// Traces works and traces itself until the trace has a wanted size: execution traces for measuring readers.
//
//	traces -kind http|channels [-size BYTES] [-clients N] -o FILE
//
// http is a server and its clients in one process: JSON, a pool of workers, a mutex, fan-out with a WaitGroup, fsync,
// tasks, regions, logs, and a CPU profile beside it. channels is what writes most: ping-pong over channels, one mutex
// and collections.
//
// A trace depends on the machine and on the moment; only its size and what occurs in it are the same.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"sync"
	"sync/atomic"
)

func main() {
	kind := flag.String("kind", "http", "http or channels")
	size := flag.Int64("size", 10_000_000, "size of the trace in bytes, roughly")
	clients := flag.Int("clients", 64, "http: number of clients")
	processors := flag.Int("processors", 4, "GOMAXPROCS")
	output := flag.String("o", "", "file to write")
	flag.Parse()
	if *output == "" || flag.NArg() > 0 || (*kind != "http" && *kind != "channels") {
		flag.Usage()
		os.Exit(2)
	}
	runtime.GOMAXPROCS(*processors)
	file, err := os.Create(*output)
	check(err)
	full := &meter{file: file, limit: *size, reached: make(chan struct{})}
	var stop atomic.Bool
	var group sync.WaitGroup
	var profiling io.Closer
	if *kind == "http" {
		profiling = profile()
	}
	check(trace.Start(full))
	if *kind == "http" {
		serve(*clients, &stop, &group)
	} else {
		exchange(&stop, &group)
	}
	<-full.reached
	trace.Stop()
	stop.Store(true)
	if profiling != nil {
		check(profiling.Close())
	}
	check(file.Close())
	group.Wait()
	fmt.Println(full.written.Load())
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "traces:", err)
		os.Exit(1)
	}
}

// meter tells when enough was written.
type meter struct {
	file    io.Writer
	limit   int64
	written atomic.Int64
	once    sync.Once
	reached chan struct{}
}

func (m *meter) Write(bytes []byte) (int, error) {
	count, err := m.file.Write(bytes)
	if m.written.Add(int64(count)) >= m.limit {
		m.once.Do(func() { close(m.reached) })
	}
	return count, err
}

type closer func() error

func (c closer) Close() error { return c() }

// profile starts a CPU profile, whose samples then stand in the trace too.
func profile() io.Closer {
	check(pprof.StartCPUProfile(io.Discard))
	return closer(func() error {
		pprof.StopCPUProfile()
		return nil
	})
}
