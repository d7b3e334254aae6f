// A worker that starts itself again after a panic, from its own deferred function, which also unlocks. It holds its
// lock while a peer is silent.
package main

import (
	"net"
	"sync"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

// Feed copies what a peer sends.
type Feed struct {
	mu         sync.Mutex
	connection net.Conn
	last       [1]byte
}

// follow reads for ever. WRONG: with the lock held.
func (f *Feed) follow(restarts int) {
	f.mu.Lock()
	defer func() {
		if recover() != nil && restarts > 0 {
			f.follow(restarts - 1)
		}
		f.mu.Unlock()
	}()
	for {
		if _, err := f.connection.Read(f.last[:]); err != nil {
			panic(err)
		}
	}
}

// Last returns what came last.
func (f *Feed) Last() byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last[0]
}

func main() {
	address := peer.Silent()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		panic(err)
	}
	feed := &Feed{connection: connection}
	go feed.follow(3)
	settle.Wait(settle.Goroutines(1, "IO wait", "main.(*Feed).follow("))
	for range [30]int{} {
		go feed.Last()
	}
	settle.Ready(address, settle.Goroutines(30, "sync.Mutex.Lock", "main.(*Feed).Last("))
	settle.UntilInterrupted()
}
