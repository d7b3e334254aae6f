// A ledger waits for the answer of its writer goroutine with the lock held; the writer waits for the network.
package main

import (
	"net"
	"sync"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

type entry struct {
	text string
	done chan error
}

// Ledger numbers entries and has them written by one goroutine.
type Ledger struct {
	entries chan entry

	mu   sync.Mutex
	next int
}

// Append writes an entry and waits until it is safe. WRONG: the lock is only needed for the number.
func (l *Ledger) Append(text string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	done := make(chan error)
	l.entries <- entry{text, done}
	return <-done
}

// write is the root: the replica does not confirm.
func (l *Ledger) write(replica net.Conn) {
	for entry := range l.entries {
		if _, err := replica.Write([]byte(entry.text)); err != nil {
			entry.done <- err
			continue
		}
		var confirmation [1]byte
		_, err := replica.Read(confirmation[:])
		entry.done <- err
	}
}

func main() {
	address := peer.Silent()
	replica, err := net.Dial("tcp", address)
	if err != nil {
		panic(err)
	}
	ledger := &Ledger{entries: make(chan entry)}
	go ledger.write(replica)
	for range [36]int{} {
		go func() { _ = ledger.Append("debit 10") }()
	}
	settle.Ready(address,
		settle.Goroutines(1, "IO wait", "main.(*Ledger).write("),
		settle.Goroutines(1, "chan receive", "main.(*Ledger).Append("),
		settle.Goroutines(35, "sync.Mutex.Lock", "main.(*Ledger).Append("))
	settle.UntilInterrupted()
}
