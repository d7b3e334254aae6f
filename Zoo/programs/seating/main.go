// Seating sells the seats of a concert hall: customers hold seats, pay for them or let them go.
package main

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/remote"
)

const (
	seats = 20000
	row   = 40
)

type hall struct {
	mutex sync.RWMutex
	taken [seats]int
	free  int
}

type hold struct {
	seat int
	ends time.Time
}

type desk struct {
	mutex sync.Mutex
	holds map[int]hold
	next  int
	hall  *hall
}

// reserve takes the nearest free seat for a customer.
func (d *desk) reserve(wish int) (int, bool) {
	d.hall.mutex.Lock()
	defer d.hall.mutex.Unlock()
	seat, found := d.hall.nearest(wish)
	if !found {
		return 0, false
	}
	d.hall.taken[seat] = d.note(seat)
	d.hall.free--
	return seat, true
}

// nearest returns the free seat with the fewest rows and seats between it and a customer's wish.
func (h *hall) nearest(wish int) (int, bool) {
	best, distance := 0, seats
	for seat, customer := range h.taken {
		apart := abs(seat/row-wish/row) + abs(seat%row-wish%row)
		if customer == 0 && apart < distance {
			best, distance = seat, apart
		}
	}
	return best, distance < seats
}

func abs(value int) int { return max(value, -value) }

// note keeps for how long a seat is held, and returns the hold's number.
func (d *desk) note(seat int) int {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.next++
	d.holds[d.next] = hold{seat, time.Now().Add(20 * time.Millisecond)}
	return d.next
}

// sweep lets go of the seats that nobody paid for in time.
func (d *desk) sweep(now time.Time) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for number, h := range d.holds {
		if now.After(h.ends) {
			d.release(h.seat)
			delete(d.holds, number)
		}
	}
}

func (d *desk) release(seat int) {
	d.hall.mutex.Lock()
	defer d.hall.mutex.Unlock()
	d.hall.taken[seat] = 0
	d.hall.free++
}

func (d *desk) serve(response http.ResponseWriter, request *http.Request) {
	wish, _ := strconv.Atoi(request.URL.Query().Get("seat"))
	seat, found := d.reserve(wish % seats)
	if !found {
		http.Error(response, "sold out", http.StatusConflict)
		return
	}
	daemon.Done(1)
	fmt.Fprintln(response, "seat", seat)
}

func (d *desk) status(response http.ResponseWriter, _ *http.Request) {
	d.hall.mutex.RLock()
	defer d.hall.mutex.RUnlock()
	fmt.Fprintln(response, d.hall.free, "of", seats)
}

func (d *desk) janitor() {
	for now := range time.Tick(2 * time.Millisecond) {
		d.sweep(now)
	}
}

func main() {
	if companion.Play(companion.Roles{"customers": remote.Customers}) {
		return
	}
	ctx := daemon.Context()
	d := &desk{holds: map[int]hold{}, hall: &hall{free: seats}}
	routes := http.NewServeMux()
	routes.HandleFunc("/reserve", d.serve)
	routes.HandleFunc("/status", d.status)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	go http.Serve(listener, routes)
	go d.janitor()
	companion.Start("customers", listener.Addr().String(), "12", "1ms",
		"/reserve?seat={n}", "/reserve?seat={n}", "/status")
	daemon.Run(ctx)
}
