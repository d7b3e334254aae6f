// Handles opens documents of a store for its clients. A document's lease goes back to the store when nobody has the
// document any more.
package main

import (
	"runtime"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

// document is what a client works on.
type document struct {
	number int
	lease  int
	pages  [2048]byte
	store  *store
}

// store has a limited number of leases out, and keeps accounts of them.
type store struct {
	returned chan int
	audit    chan string
	out      map[int]bool
}

func newStore() *store {
	s := &store{returned: make(chan int, 16), audit: make(chan string), out: map[int]bool{}}
	go s.account()
	return s
}

// account books the leases that come back until the day's quota is reached; the auditor confirms it then.
func (s *store) account() {
	for count := 0; count < 100; count++ {
		delete(s.out, <-s.returned)
	}
	s.audit <- "quota reached"
	for lease := range s.returned {
		delete(s.out, lease)
	}
}

// open lends a document.
func (s *store) open(number int) *document {
	d := &document{number: number, lease: number * 7, store: s}
	runtime.SetFinalizer(d, (*document).giveBack)
	return d
}

func (d *document) giveBack() {
	d.store.returned <- d.lease
}

// edit is a client's work.
func (d *document) edit() {
	d.pages[d.number%len(d.pages)]++
	lifecycle.Done(1)
}

func main() {
	s := newStore()
	for number := 0; number < 4000; number++ {
		s.open(number).edit()
	}
	go func() {
		ticker := time.NewTicker(5 * time.Millisecond)
		defer ticker.Stop()
		for number := 0; ; number++ {
			<-ticker.C
			for count := 0; count < 5; count++ {
				s.open(number*5 + count).edit()
			}
		}
	}()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
