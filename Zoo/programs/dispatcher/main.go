// Dispatcher hands the orders of several shops to drivers who are free.
package main

import (
	"fmt"
	"math/rand"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	shops   = 3
	drivers = 8
)

// order is what a shop wants to have delivered.
type order struct {
	shop   int
	number int
	street string
}

// dispatcher knows who is free.
type dispatcher struct {
	orders  chan order
	free    chan *driver
	closing chan struct{}
	open    map[int]order
}

// driver takes one order at a time.
type driver struct {
	name string
	work chan order
}

// run gives each order to the driver who has been free for longest.
func (d *dispatcher) run() {
	var waiting []order
	for {
		select {
		case next := <-d.orders:
			waiting = append(waiting, next)
			d.open[next.number] = next
		case <-d.closing:
			return
		default:
			if len(waiting) == 0 {
				continue
			}
			select {
			case free := <-d.free:
				free.work <- waiting[0]
				delete(d.open, waiting[0].number)
				waiting = waiting[1:]
			default:
			}
		}
	}
}

// deliver takes some time, as streets do.
func (d *driver) deliver(free chan<- *driver, seed int64) {
	random := rand.New(rand.NewSource(seed))
	free <- d
	for range d.work {
		time.Sleep(time.Duration(20+random.Intn(60)) * time.Millisecond)
		lifecycle.Done(1)
		free <- d
	}
}

// sell brings orders now and then.
func sell(shop int, orders chan<- order) {
	random := rand.New(rand.NewSource(int64(shop)))
	for number := shop; ; number += shops {
		time.Sleep(time.Duration(80+random.Intn(200)) * time.Millisecond)
		orders <- order{shop, number, fmt.Sprintf("%d Harbour Street", random.Intn(120))}
	}
}

func main() {
	d := &dispatcher{
		orders: make(chan order), free: make(chan *driver, drivers), closing: make(chan struct{}),
		open: map[int]order{},
	}
	for number := 0; number < drivers; number++ {
		next := &driver{fmt.Sprintf("driver %d", number), make(chan order, 1)}
		go next.deliver(d.free, int64(number))
	}
	for shop := 0; shop < shops; shop++ {
		go sell(shop, d.orders)
	}
	go d.run()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
	close(d.closing)
}
