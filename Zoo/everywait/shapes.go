package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/pprof"

	"example.org/zoo/internal/settle"
)

func labelled() []settle.Want {
	go pprof.Do(context.Background(), pprof.Labels("endpoint", "/checkout", "user id", `a "quoted" one`),
		func(context.Context) { receiveWithLabels() })
	return one("chan receive", "main.receiveWithLabels(")
}

//go:noinline
func receiveWithLabels() { <-neverWritten }

func locked() []settle.Want {
	go receiveLockedToThread()
	return one("chan receive, locked to thread", "main.receiveLockedToThread(")
}

//go:noinline
func receiveLockedToThread() {
	runtime.LockOSThread()
	<-neverWritten
}

// A queue with a type parameter; its methods and the function are instantiated for three shapes.
type queue[Element any] struct{ elements chan Element }

//go:noinline
func (q *queue[Element]) take() Element { return <-q.elements }

//go:noinline
func takeFrom[Key comparable, Value any](table map[Key]chan Value, key Key) Value {
	return <-table[key]
}

func generics() []settle.Want {
	go (&queue[int]{make(chan int)}).take()
	go (&queue[map[string]int]{make(chan map[string]int)}).take()
	go (&queue[*slotPool]{make(chan *slotPool)}).take()
	go takeFrom(map[string]chan []int{"key": make(chan []int)}, "key")
	return []settle.Want{
		settle.Goroutines(3, "chan receive", "main.(*queue[...]).take("),
		settle.Goroutines(1, "chan receive", "main.takeFrom[...]("),
	}
}

func closures() []settle.Want {
	wanted := 7
	go func() {
		func() {
			defer func() { wanted++ }()
			receiveInClosure(func() int { return <-make(chan int) + wanted })
		}()
	}()
	method := (&meter{}).readMeter
	go method()
	return []settle.Want{
		settle.Goroutines(1, "chan receive", "main.receiveInClosure(", "main.closures.func1.1.2"),
		settle.Goroutines(1, "chan receive", "main.(*meter).readMeter"),
	}
}

//go:noinline
func receiveInClosure(receive func() int) { fmt.Fprint(io.Discard, receive()) }

type meter struct{ value int }

//go:noinline
func (m *meter) readMeter() { m.value += len(<-commonQueueOf(m)) }

//go:noinline
func commonQueueOf(*meter) chan string { return make(chan string) }

// wrappers: a value method called through an interface that holds a pointer goes through a wrapper that the compiler
// makes, and so do methods of embedded types. The runtime leaves them out of its dumps.
func wrappers() []settle.Want {
	var outer waiter = &outerGauge{gauge{name: "pressure"}}
	go outer.waitForValue()
	var plain waiter = &gauge{name: "level"}
	go callThroughInterface(plain)
	return []settle.Want{settle.Goroutines(2, "chan receive", "main.gauge.waitForValue(")}
}

type waiter interface{ waitForValue() }

type gauge struct {
	name string
	size [4]int
}

//go:noinline
func (g gauge) waitForValue() {
	<-neverWritten
	println(g.name)
}

type outerGauge struct{ gauge }

//go:noinline
func callThroughInterface(w waiter) { w.waitForValue() }

// inlined: three small functions end up in the frame of their caller.
func inlined() []settle.Want {
	go callsInlined()
	return one("chan receive", "main.callsInlined(")
}

//go:noinline
func callsInlined() { println(inlinedOuter(neverWritten)) }

func inlinedOuter(channel chan error) int {
	if inlinedMiddle(channel) != nil {
		return 1
	}
	return 0
}

func inlinedMiddle(channel chan error) error { return inlinedInner(channel) }

func inlinedInner(channel chan error) error { return <-channel }

// recursion: sixty frames are all printed, of three hundred the runtime leaves out the middle.
func recursion() []settle.Want {
	go recurseSixty(60)
	go recurseThreeHundred(300)
	go recurseByTurnsEven(41)
	return []settle.Want{
		settle.Goroutines(1, "chan receive", "main.recurseSixty("),
		settle.Goroutines(1, "chan receive", "main.recurseThreeHundred("),
		settle.Goroutines(1, "chan receive", "main.recurseByTurnsOdd("),
	}
}

//go:noinline
func recurseSixty(depth int) int {
	if depth == 1 {
		<-neverWritten
		return 0
	}
	return recurseSixty(depth-1) + 1
}

//go:noinline
func recurseThreeHundred(depth int) int {
	if depth == 1 {
		<-neverWritten
		return 0
	}
	return recurseThreeHundred(depth-1) + 1
}

//go:noinline
func recurseByTurnsEven(depth int) int { return recurseByTurnsOdd(depth-1) + 1 }

//go:noinline
func recurseByTurnsOdd(depth int) int {
	if depth <= 0 {
		<-neverWritten
	}
	return recurseByTurnsEven(depth-1) - 1
}

func deferring() []settle.Want {
	go returnsIntoDeferred()
	return one("chan receive", "main.blockedDeferred(")
}

//go:noinline
func returnsIntoDeferred() {
	for range [2]int{} {
		// A defer in a loop is not one of the open-coded kind.
		defer blockedDeferred()
	}
}

//go:noinline
func blockedDeferred() { <-neverWritten }

// recovering: one goroutine blocks in a deferred function while it panics, one after it has recovered.
func recovering() []settle.Want {
	go panicsIntoDeferred()
	go recoversAndBlocks()
	return []settle.Want{
		settle.Goroutines(1, "chan receive", "main.blockedWhilePanicking(", "panic("),
		settle.Goroutines(1, "chan receive", "main.recoversAndBlocks.func1("),
	}
}

//go:noinline
func panicsIntoDeferred() {
	defer blockedWhilePanicking()
	panic("this is on purpose")
}

//go:noinline
func blockedWhilePanicking() { <-neverWritten }

//go:noinline
func recoversAndBlocks() {
	defer func() {
		if reason := recover(); reason != nil {
			<-neverWritten
		}
	}()
	var missing *meter
	missing.value++
}

// finalizing: the finalizer goroutine itself is blocked, so that nothing is finalized any more.
func finalizing() []settle.Want {
	makeGarbage()
	runtime.GC()
	runtime.GC()
	return one("chan receive", "main.blockedFinalizer(")
}

//go:noinline
func makeGarbage() {
	// Not a small value without pointers: those share a block, which stays while one of them is in use.
	runtime.SetFinalizer(&outerGauge{gauge{name: "dropped"}}, blockedFinalizer)
}

//go:noinline
func blockedFinalizer(*outerGauge) { <-neverWritten }
