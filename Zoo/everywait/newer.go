//go:build go1.23

package main

import (
	"iter"

	"example.org/zoo/internal/settle"
)

func init() { scenes = append(scenes, coroutines, rangeOverFunctions) }

// coroutines: iter.Pull runs its sequence as a coroutine. One is parked between two values; the other one's caller
// waits while the sequence itself is blocked.
func coroutines() []settle.Want {
	next, stop := iter.Pull(countUp)
	next()
	keep(next, stop)
	blocked, stopBlocked := iter.Pull(blockedSequence)
	keep(stopBlocked)
	go pullFromBlocked(blocked)
	return []settle.Want{
		settle.Goroutines(1, "coroutine", "main.countUp("),
		settle.Goroutines(1, "chan receive", "main.blockedSequence("),
		settle.Goroutines(1, "coroutine", "main.pullFromBlocked("),
	}
}

//go:noinline
func countUp(yield func(int) bool) {
	for number := 0; yield(number); number++ {
	}
}

//go:noinline
func blockedSequence(func(int) bool) { <-neverWritten }

//go:noinline
func pullFromBlocked(next func() (int, bool)) { next() }

// rangeOverFunctions: the body of such a loop is a function of its own, named after the loop.
func rangeOverFunctions() []settle.Want {
	go blockedInRangeBody()
	return one("chan receive", "main.blockedInRangeBody-range1")
}

//go:noinline
func blockedInRangeBody() {
	for number := range countUp {
		if number == 3 {
			<-neverWritten
		}
	}
}
