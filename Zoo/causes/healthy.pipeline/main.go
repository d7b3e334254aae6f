// A pipeline of three stages, with room between them, that works through a batch every few milliseconds and is idle
// in between. Locks are taken and given back at once.
package main

import (
	"sync"
	"time"

	"example.org/zoo/internal/settle"
)

type statistics struct {
	mu     sync.Mutex
	totals map[int]int
}

func (s *statistics) add(number int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.totals[number%7]++
}

func double(in <-chan int, out chan<- int) {
	for number := range in {
		out <- 2 * number
	}
}

func collect(in <-chan int, statistics *statistics) {
	for number := range in {
		statistics.add(number)
	}
}

func main() {
	numbers, doubled := make(chan int, 64), make(chan int, 64)
	statistics := &statistics{totals: map[int]int{}}
	for range [3]int{} {
		go double(numbers, doubled)
		go collect(doubled, statistics)
	}
	settle.Ready("",
		settle.Goroutines(3, "chan receive", "main.double("), settle.Goroutines(3, "chan receive", "main.collect("))
	for range time.Tick(5 * time.Millisecond) {
		for number := 0; number < 50; number++ {
			numbers <- number
		}
	}
}
