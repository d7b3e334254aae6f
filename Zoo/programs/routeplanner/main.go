// Routeplanner answers how long a lorry takes from one depot to another on a map of streets.
package main

import (
	"math"
	"math/rand"
	"os"
	"strconv"
	"time"

	"example.org/zoo/internal/lifecycle"
)

const crossings = 1800

// street leads to a crossing and takes some minutes.
type street struct {
	to      int
	minutes float64
}

// streets is a map: for each crossing, the streets that leave it.
type streets [][]street

func survey(random *rand.Rand) streets {
	all := make(streets, crossings)
	for from := range all {
		for count := 0; count < 5; count++ {
			all[from] = append(all[from], street{random.Intn(crossings), 1 + 9*random.Float64()})
		}
		all[from] = append(all[from], street{(from + 1) % crossings, 12})
	}
	return all
}

// journey is the state of one search.
type journey struct {
	arrival []float64
	visited []bool
}

// closest is the crossing that is reached next.
func (j *journey) closest() int {
	found, best := -1, math.Inf(1)
	for crossing, minutes := range j.arrival {
		if !j.visited[crossing] && minutes < best {
			found, best = crossing, minutes
		}
	}
	return found
}

// plan returns the minutes from one crossing to another.
func (s streets) plan(from, to int) float64 {
	j := &journey{arrival: make([]float64, len(s)), visited: make([]bool, len(s))}
	for crossing := range j.arrival {
		j.arrival[crossing] = math.Inf(1)
	}
	j.arrival[from] = 0
	for {
		here := j.closest()
		if here < 0 || here == to {
			return j.arrival[to]
		}
		j.visited[here] = true
		for _, next := range s[here] {
			j.arrival[next.to] = min(j.arrival[next.to], j.arrival[here]+next.minutes)
		}
	}
}

// order is a question of a customer.
type order struct {
	from, to int
	reply    chan<- float64
}

func answer(s streets, orders <-chan order) {
	for next := range orders {
		next.reply <- s.plan(next.from, next.to)
	}
}

// drive asks for one journey after the other.
func drive(seed int64, orders chan<- order) {
	random, reply := rand.New(rand.NewSource(seed)), make(chan float64)
	total := 0.0
	for {
		orders <- order{random.Intn(crossings), random.Intn(crossings), reply}
		total += <-reply
		lifecycle.Done(1)
	}
}

func main() {
	seed := time.Now().UnixNano()
	if len(os.Args) > 1 {
		seed, _ = strconv.ParseInt(os.Args[1], 10, 64)
	}
	s, orders := survey(rand.New(rand.NewSource(seed))), make(chan order)
	go answer(s, orders)
	go drive(seed, orders)
	lifecycle.Ready()
	lifecycle.Wait()
}
