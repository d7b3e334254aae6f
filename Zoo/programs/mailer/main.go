// Mailer sends letters with many workers, as there are many letters at the end of a month. Today there are few.
package main

import (
	"fmt"
	"sync"
	"time"

	"example.org/zoo/internal/lifecycle"
)

const workers = 600

// letter is what has to be sent.
type letter struct {
	to   string
	text string
}

// office has its workers wait for letters.
type office struct {
	mu      sync.Mutex
	arrived sync.Cond
	tray    []letter
	closed  bool
	workers sync.WaitGroup
	stamps  chan struct{}
}

func newOffice() *office {
	o := &office{stamps: make(chan struct{}, 50)}
	o.arrived.L = &o.mu
	o.workers.Add(workers)
	for number := 0; number < workers; number++ {
		go o.work()
	}
	return o
}

// next waits for a letter; nothing when the office is closed.
func (o *office) next() (letter, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.tray) == 0 && !o.closed {
		o.arrived.Wait()
	}
	if o.closed {
		return letter{}, false
	}
	first := o.tray[0]
	o.tray = o.tray[1:]
	return first, true
}

func (o *office) work() {
	defer o.workers.Done()
	for {
		next, open := o.next()
		if !open {
			return
		}
		o.stamps <- struct{}{}
		o.send(next)
		<-o.stamps
	}
}

func (o *office) send(next letter) {
	if len(next.text) > 0 && len(next.to) > 0 {
		lifecycle.Done(1)
	}
}

func (o *office) put(next letter) {
	o.mu.Lock()
	o.tray = append(o.tray, next)
	o.mu.Unlock()
	o.arrived.Signal()
}

// close lets all workers go home, and waits for them.
func (o *office) close() {
	o.mu.Lock()
	o.closed = true
	o.mu.Unlock()
	o.arrived.Broadcast()
	o.workers.Wait()
}

func main() {
	o := newOffice()
	go func() {
		ticker := time.NewTicker(30 * time.Millisecond)
		defer ticker.Stop()
		for number := 0; ; number++ {
			<-ticker.C
			o.put(letter{fmt.Sprintf("customer %d", number), "Thank you for your order."})
		}
	}()
	lifecycle.Ready()
	lifecycle.Wait()
	o.close()
}
