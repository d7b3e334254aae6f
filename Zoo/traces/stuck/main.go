// Command stuck writes a trace to standard output in which three goroutines are blocked all the time, on a channel, a
// mutex and a select, and a fourth one waits for 20 milliseconds.
//
//	stuck [-begin before|after] [-for DURATION]
//
// The trace begins before they block, or after: then nothing in it says what they wait for, but their stacks do.
// go tool trace -pprof=sync shows none of the three.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/trace"
	"sync"
	"time"

	"example.org/zoo/internal/settle"
)

var (
	nobodySends = make(chan int)
	nobodyCalls = make(chan int)
	held        sync.Mutex
)

//go:noinline
func waitForChannel() { <-nobodySends }

//go:noinline
func waitForMutex() {
	held.Lock()
	defer held.Unlock()
}

//go:noinline
func waitForSelect() {
	select {
	case <-nobodySends:
	case <-nobodyCalls:
	}
}

//go:noinline
func waitShortly(answer chan int) { <-answer }

func main() {
	begin := flag.String("begin", "after", "when the trace begins: before or after they block")
	length := flag.Duration("for", 300*time.Millisecond, "length of the trace")
	flag.Parse()
	held.Lock()
	if *begin == "before" {
		start()
	}
	go waitForChannel()
	go waitForMutex()
	go waitForSelect()
	settle.Wait(
		settle.Goroutines(1, "chan receive", "main.waitForChannel"),
		settle.Goroutines(1, "sync.Mutex.Lock", "main.waitForMutex"),
		settle.Goroutines(1, "select", "main.waitForSelect"))
	if *begin == "after" {
		start()
	}
	stop := time.Now().Add(*length)
	answer := make(chan int)
	go waitShortly(answer)
	time.Sleep(20 * time.Millisecond)
	answer <- 1
	time.Sleep(time.Until(stop))
	trace.Stop()
}

func start() {
	if err := trace.Start(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "stuck:", err)
		os.Exit(3)
	}
}
