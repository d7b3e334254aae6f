// Command busy never stands still: all processors compute, goroutines begin and end all the time, channels and locks
// are in use, stacks grow and shrink, and the collector runs. A reader that looks at it from outside sees every kind of
// half-done change.
//
// Lines on standard input: "count" prints "count OPERATIONS NANOSECONDS", the work since the last such line or since
// the start, so that an observer can be charged with what it slows down.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

var operations atomic.Int64

func main() {
	var started sync.WaitGroup
	for worker := 0; worker < runtime.GOMAXPROCS(0); worker++ {
		for _, work := range []func(func()){churn, passAlong, contend, growStacks} {
			started.Add(1)
			go work(sync.OnceFunc(started.Done))
		}
	}
	started.Wait()
	fmt.Println("ready", os.Getpid())

	last, since := int64(0), time.Now()
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		if strings.TrimSpace(input.Text()) == "count" {
			now, total := time.Now(), operations.Load()
			fmt.Println("count", total-last, now.Sub(since).Nanoseconds())
			last, since = total, now
		}
	}
	select {}
}

// churn starts short-lived goroutines, a hundred at a time.
func churn(started func()) {
	for {
		var batch sync.WaitGroup
		for index := 0; index < 100; index++ {
			batch.Add(1)
			go func(index int) {
				defer batch.Done()
				garbage := make([]byte, 64+index)
				garbage[index] = byte(index)
				operations.Add(1)
			}(index)
		}
		batch.Wait()
		started()
	}
}

// passAlong sends numbers through a chain of goroutines, with selects among them.
func passAlong(started func()) {
	const stages = 16
	channels := make([]chan int, stages+1)
	for index := range channels {
		channels[index] = make(chan int, index%3)
	}
	never := make(chan int)
	for stage := 0; stage < stages; stage++ {
		go func(stage int) {
			for {
				select {
				case number := <-channels[stage]:
					channels[stage+1] <- number + 1
				case <-never:
				}
			}
		}(stage)
	}
	for {
		channels[0] <- 0
		<-channels[stages]
		operations.Add(1)
		started()
	}
}

// contend has several goroutines share a Mutex, a RWMutex and a Cond.
func contend(started func()) {
	var mutex sync.Mutex
	var shared sync.RWMutex
	turn, turns := 0, sync.NewCond(&mutex)
	for member := 0; member < 4; member++ {
		go func(member int) {
			for {
				mutex.Lock()
				for turn%4 != member {
					turns.Wait()
				}
				turn++
				turns.Broadcast()
				mutex.Unlock()
				shared.RLock()
				runtime.Gosched()
				shared.RUnlock()
				operations.Add(1)
			}
		}(member)
	}
	for {
		shared.Lock()
		operations.Add(1)
		shared.Unlock()
		started()
		runtime.Gosched()
	}
}

// growStacks makes goroutines whose stacks are copied several times before they end.
func growStacks(started func()) {
	for depth := 1; ; depth = depth%400 + 13 {
		done := make(chan int)
		go func() { done <- recurse(depth, [8]int{depth}) }()
		operations.Add(int64(<-done & 1))
		started()
	}
}

func recurse(depth int, ballast [8]int) int {
	if depth == 0 {
		return ballast[0]
	}
	ballast[depth%8]++
	return recurse(depth-1, ballast) + 1
}
