// Geocoder refreshes an index of addresses, part by part, and answers questions about it meanwhile.
package main

import (
	"math/rand"
	"sync/atomic"
	"time"

	"example.org/zoo/internal/lifecycle"
	"example.org/zoo/programs/internal/tasks"
)

// index is replaced as a whole when a new one is ready.
type index struct {
	places  map[int]float64
	version int
}

// service has the current index.
type service struct {
	current atomic.Pointer[index]
	answers atomic.Int64
}

// refresh makes one index after the other.
func (s *service) refresh() {
	desk := tasks.NewDesk(7)
	for version := 1; ; version++ {
		next := &index{places: map[int]float64{}, version: version}
		for part := 0; part < 64; part++ {
			next.places[part] = tasks.All[part%len(tasks.All)](desk)
			lifecycle.Done(1)
		}
		s.current.Store(next)
	}
}

// ask looks an address up.
func (s *service) ask(part int) float64 {
	s.answers.Add(1)
	return s.current.Load().places[part]
}

// visit asks a few hundred times a second.
func (s *service) visit() {
	random := rand.New(rand.NewSource(1))
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	sum := 0.0
	for range ticker.C {
		sum += s.ask(random.Intn(64))
	}
}

func main() {
	s := &service{}
	s.current.Store(&index{places: map[int]float64{}})
	go s.refresh()
	go s.visit()
	lifecycle.Ready()
	lifecycle.Wait()
}
