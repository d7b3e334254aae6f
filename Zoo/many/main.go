// Command many blocks as many goroutines as asked for, in a fixed mixture: 30 % receive from a channel, 10 % send,
// 20 % select, 10 % wait for a Mutex, 10 % for a RWMutex, 10 % for a WaitGroup or a Cond, 10 % sleep; up to 100 of the
// receivers read from a silent network connection instead. Each has twelve frames of the program's own.
//
//	many -n 100000
//
// Beside them, a thread of its own sleeps for 0.3 ms at a time and keeps the largest gap between two wake-ups: that is
// how long the process was stopped. Lines on standard input: "reset" forgets the gap, "gap" prints "gap NANOSECONDS".
// SIGUSR1 prints it too.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
)

func main() {
	count := flag.Int("n", 1000, "number of goroutines")
	flag.Parse()
	// Nothing becomes garbage while the goroutines start, so there is nothing to collect either.
	debug.SetGCPercent(-1)
	crowd := newCrowd()
	crowd.block(*count)
	settleAll()
	debug.SetGCPercent(100)
	debug.FreeOSMemory()

	recorder := startGapRecorder()
	demands := make(chan os.Signal, 1)
	signal.Notify(demands, syscall.SIGUSR1)
	go func() {
		for range demands {
			fmt.Println("gap", recorder.largest())
		}
	}()
	fmt.Println("ready", os.Getpid(), *count)

	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		switch input.Text() {
		case "reset":
			recorder.reset()
			fmt.Println("reset")
		case "gap":
			fmt.Println("gap", recorder.largest())
		}
	}
	select {}
}

// settleAll returns when every goroutine that is not this one is blocked.
//
// With one processor for a moment, a goroutine that yields comes back only after those that were runnable before it;
// many rounds leave nobody who could still run. A dump of a million goroutines would tell it too, and take minutes.
func settleAll() {
	processors := runtime.GOMAXPROCS(1)
	for round := 0; round < 20000; round++ {
		runtime.Gosched()
	}
	runtime.GOMAXPROCS(processors)
}
