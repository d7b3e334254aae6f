// Command everywait blocks goroutines in every way there is, and with every shape of stack there is. Nothing else
// happens in it. It is what readers of goroutines are checked against: it serves net/http/pprof, so that the runtime's
// own dump of the same goroutines can be had at the same time.
//
//	ready PID http://127.0.0.1:PORT
//
// A function's name says how it waits. Functions are kept from being inlined where a test looks for them by name, and
// are left to the compiler where inlining is the point.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"

	"example.org/zoo/internal/settle"
)

// scene starts some goroutines and says how it will be known that they are blocked.
type scene func() []settle.Want

// scenes are all that this build of the program has; newer.go adds those that need a newer Go.
var scenes = []scene{
	channels, nilChannels, selects,
	mutexes, readersAndWriters, groups, conditions, onces,
	sleepers, timerChannels, contexts,
	networkReads, networkWrites, accepting, connecting, unixSockets, httpServer,
	pipes, fifo, fileLocks, children, ownThread, signals,
	labelled, locked, generics, closures, wrappers, inlined, recursion,
	deferring, recovering, finalizing, afterFunc, semaphores,
}

func main() {
	var wants []settle.Want
	for _, scene := range scenes {
		wants = append(wants, scene()...)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go serveProfiles(listener)
	settle.Ready(fmt.Sprintf("%d http://%s", os.Getpid(), listener.Addr()), wants...)
	waitForEver()
}

func serveProfiles(listener net.Listener) { check(http.Serve(listener, http.DefaultServeMux)) }

//go:noinline
func waitForEver() { select {} }

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// one is the usual case of a scene: one goroutine in one state in one function.
func one(state, function string) []settle.Want {
	return []settle.Want{settle.Goroutines(1, state, function)}
}
