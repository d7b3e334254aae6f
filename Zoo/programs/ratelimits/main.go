// Ratelimits decides for each request whether its customer has asked too often. It is meant for small machines.
package main

import (
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"example.org/zoo/internal/lifecycle"
)

const (
	customers = 500
	refill    = 50.0
	depth     = 20.0
	share     = 15
)

// bucket fills again with time.
type bucket struct {
	level float64
	last  time.Time
}

// limiter has a bucket for each customer.
type limiter struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

// allow takes from a customer's bucket, if there is something in it.
func (l *limiter) allow(customer string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	own := l.buckets[customer]
	if own == nil {
		own = &bucket{depth, now}
		l.buckets[customer] = own
	}
	own.level = min(depth, own.level+refill*now.Sub(own.last).Seconds())
	own.last = now
	if own.level < 1 {
		return false
	}
	own.level--
	return true
}

func main() {
	debug.SetGCPercent(share)
	l := &limiter{buckets: map[string]*bucket{}}
	requests := make(chan string, 64)
	go func() {
		ticker := time.NewTicker(5 * time.Millisecond)
		defer ticker.Stop()
		for number := 0; ; number++ {
			<-ticker.C
			for count := 0; count < 10; count++ {
				requests <- fmt.Sprintf("customer %d", (number*10+count)%customers)
			}
		}
	}()
	go func() {
		refused := 0
		for customer := range requests {
			if !l.allow(customer, time.Now()) {
				refused++
			}
			lifecycle.Done(1)
		}
	}()
	lifecycle.Ready()
	lifecycle.Wait()
}
