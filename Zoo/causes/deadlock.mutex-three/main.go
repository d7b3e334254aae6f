// Three philosophers at a round table, each with the left fork in hand. Nobody else waits.
package main

import (
	"sync"

	"example.org/zoo/internal/settle"
)

type fork struct {
	mu    sync.Mutex
	place int
}

// dine takes the left fork and then the right one. WRONG: everybody does so.
func dine(left, right *fork, seated *sync.WaitGroup) {
	left.mu.Lock()
	seated.Done()
	seated.Wait()
	right.mu.Lock()
	right.mu.Unlock()
	left.mu.Unlock()
}

func main() {
	forks := [3]*fork{{place: 0}, {place: 1}, {place: 2}}
	var seated sync.WaitGroup
	seated.Add(len(forks))
	for place := range forks {
		go dine(forks[place], forks[(place+1)%len(forks)], &seated)
	}
	settle.Ready("", settle.Goroutines(3, "sync.Mutex.Lock", "main.dine("))
	settle.UntilInterrupted()
}
