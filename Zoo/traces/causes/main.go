// Command causes writes a trace of itself to standard output, in which one thing is wrong.
//
//	causes [-for DURATION] NAME
//
// The names are those of expected.tsv, which has what sonde must say first about each trace. Peers and clients are
// other processes, so that nothing of them is in the trace.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/trace"
	"time"

	"example.org/zoo/internal/companion"
)

// A program sets itself up and returns what it does while it is traced: that starts goroutines and returns.
type program func() (begin func())

var programs = map[string]program{
	"contention.mutex":                 computeUnderLock,
	"contention.lock-across-io.sync":   syncUnderLock,
	"contention.lock-across-io.peer":   askUnderLock,
	"contention.lock-across-io.http":   askByHTTPUnderLock,
	"contention.lock-across-io.sleep":  sleepUnderLock,
	"contention.logging":               logToSlowReader,
	"backpressure.channel":             feedOneConsumer,
	"backpressure.channel.prompt-peer": feedConsumerOfPromptPeer,
	"network.slow-peer":                askLatePeer,
	"network.slow-peer.http":           askLatePeerByHTTP,
	"network.slow-peer.consumer":       feedConsumerOfLatePeer,
	"network.slow-peer.mostly-direct":  askLatePeerAndLockNowAndThen,
	"network.slow-client":              writeToDeafPeers,
	"pool.exhausted":                   queueForSlots,
	"io.disk-sync":                     syncFiles,
	"io.blocked-syscall":               queueForFileLock,
	"gc.allocation-rate":               allocate,
	"gc.forced":                        forceCollections,
	"gc.long-pause":                    delayStops,
	"cpu.saturated":                    compute,
	"cpu.saturated.lock":               computeAndLock,
	"leak.goroutine":                   leak,
	"healthy.idle-server":              idleServer,
	"healthy.http-service":             httpService,
	"healthy.worker-pool":              workerPool,
	"healthy.pipeline":                 pipeline,
	"healthy.computing":                computeOnAllProcessors,
}

func main() {
	if role := companion.Role(); role != "" {
		play(role, os.Args[1:])
	}
	length := flag.Duration("for", time.Second, "length of the trace")
	flag.Parse()
	program := programs[flag.Arg(0)]
	if program == nil {
		fmt.Fprintf(os.Stderr, "causes: no program %q\n", flag.Arg(0))
		os.Exit(2)
	}
	begin := program()
	// The companions keep main on its thread until one was started.
	runtime.UnlockOSThread()
	check(trace.Start(os.Stdout))
	begin()
	time.Sleep(*length)
	trace.Stop()
	os.Exit(0)
}

// many starts goroutines that do the same thing over and over.
func many(count int, once func(number int)) {
	for number := 0; number < count; number++ {
		go over(number, once)
	}
}

func over(number int, once func(number int)) {
	for {
		once(number)
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "causes:", err)
		os.Exit(3)
	}
}
