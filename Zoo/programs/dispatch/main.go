// Dispatch hands parcels to couriers, and closes a district's books when all of its parcels are out.
package main

import (
	"fmt"
	"sync"
	"time"

	"example.org/zoo/internal/daemon"
)

type parcel struct {
	number   int
	district int
}

// district counts the parcels that are still to be delivered.
type district struct {
	mutex   sync.Mutex
	changed *sync.Cond
	open    int
	closed  bool
}

func newDistrict() *district {
	d := &district{}
	d.changed = sync.NewCond(&d.mutex)
	return d
}

func (d *district) accept(count int) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.open += count
}

// delivered takes a parcel off the books.
func (d *district) delivered() {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.open--
	if d.open == 0 && !d.closed {
		d.closed = true
		d.changed.Signal()
	}
}

// drained returns once all parcels are out.
func (d *district) drained() {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for d.open > 0 || !d.closed {
		d.changed.Wait()
	}
}

// courier delivers its share of a district's parcels.
func courier(d *district, parcels <-chan parcel) {
	for range parcels {
		time.Sleep(100 * time.Microsecond)
		d.delivered()
		daemon.Done(1)
	}
}

// round delivers one morning's parcels of a district. The clerk and the cashier both wait for its end.
func round(number int) {
	d := newDistrict()
	const count = 60
	d.accept(count)
	parcels := make(chan parcel, count)
	for index := 0; index < count; index++ {
		parcels <- parcel{index, number}
	}
	close(parcels)
	for index := 0; index < 3; index++ {
		go courier(d, parcels)
	}
	cashier := make(chan string, 1)
	go func() {
		d.drained()
		cashier <- fmt.Sprintf("district %d: paid", number)
	}()
	d.drained()
	<-cashier
}

func depot(first int) {
	for number := first; ; number += 4 {
		round(number)
	}
}

func main() {
	ctx := daemon.Context()
	for first := 0; first < 4; first++ {
		go depot(first)
	}
	daemon.Run(ctx)
}
