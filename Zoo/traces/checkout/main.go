// Command checkout is a shop under a steady load, which writes a trace of itself to standard output: two runs of it
// differ in what was asked for, and in chance.
//
//	checkout [-hold D] [-work N] [-every D] [-for D] [-audit] [-seed N]
//
// Customers come at random, every -every on average, each with a goroutine and a task `checkout`. It computes (-work
// rounds), takes a reservation under a mutex that one customer in four holds for -hold, and sends the parcel to one of
// two packers through a channel. With -audit each packer also waits for a pause of 200 µs after each parcel.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"runtime/trace"
	"sync"
	"time"
)

var (
	hold   = flag.Duration("hold", 2*time.Millisecond, "how long one in four holds the mutex")
	work   = flag.Int("work", 20_000, "rounds of computation")
	every  = flag.Duration("every", 2*time.Millisecond, "time between customers")
	length = flag.Duration("for", 4*time.Second, "time that customers come for")
	audit  = flag.Bool("audit", false, "pause after each parcel")
	seed   = flag.Int64("seed", 1, "of the random numbers")
)

// store is what customers quarrel about.
type store struct {
	lock  sync.Mutex
	stock [256]int
}

func (s *store) reserve(number int, isSlow bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.stock[number&255]++
	if isSlow {
		time.Sleep(*hold)
	}
}

func price(number int) int {
	sum := number
	for i := 0; i < *work; i++ {
		sum = sum*31 + i
	}
	return sum
}

func checkout(s *store, parcels chan<- int, number int, isSlow bool) {
	ctx, task := trace.NewTask(context.Background(), "checkout")
	defer task.End()
	sum := 0
	trace.WithRegion(ctx, "price", func() { sum = price(number) })
	trace.WithRegion(ctx, "reserve", func() { s.reserve(number, isSlow) })
	parcels <- sum
}

func pack(parcels <-chan int) {
	for sum := range parcels {
		price(sum)
		if *audit {
			record()
		}
	}
}

func record() { time.Sleep(200 * time.Microsecond) }

func main() {
	flag.Parse()
	if err := trace.Start(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "checkout:", err)
		os.Exit(3)
	}
	random := rand.New(rand.NewSource(*seed))
	shop := &store{}
	parcels := make(chan int)
	for i := 0; i < 2; i++ {
		go pack(parcels)
	}
	var customers sync.WaitGroup
	begin := time.Now()
	next := begin
	for number := 0; time.Since(begin) < *length; number++ {
		next = next.Add(time.Duration(random.ExpFloat64() * float64(*every)))
		time.Sleep(time.Until(next))
		isSlow := random.Intn(4) == 0
		customers.Add(1)
		go func() {
			defer customers.Done()
			checkout(shop, parcels, number, isSlow)
		}()
	}
	customers.Wait()
	close(parcels)
	trace.Stop()
}
