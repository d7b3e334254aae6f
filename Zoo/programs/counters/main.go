// Counters counts events by name for many writers, and hands out the totals now and then.
package main

import (
	"fmt"
	"math/rand"
	"sync"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	writers = 40
	names   = 64
	burst   = 150
)

// totals has a number for each name.
type totals struct {
	mu     sync.Mutex
	values map[string]int64
}

func (t *totals) add(name string, amount int64) {
	t.mu.Lock()
	t.values[name] += amount
	t.mu.Unlock()
}

// read copies all totals.
func (t *totals) read() map[string]int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	copied := make(map[string]int64, len(t.values))
	for name, value := range t.values {
		copied[name] = value
	}
	return copied
}

// write adds a few events with each tick.
func write(t *totals, all []string, seed int64) {
	random := rand.New(rand.NewSource(seed))
	time.Sleep(time.Duration(seed) * 500 * time.Microsecond)
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for range ticker.C {
		for count := 0; count < burst; count++ {
			t.add(all[random.Intn(len(all))], 1)
		}
		lifecycle.Done(burst)
	}
}

func main() {
	t := &totals{values: map[string]int64{}}
	all := make([]string, names)
	for index := range all {
		all[index] = fmt.Sprintf("requests.%02d", index)
	}
	for writer := 0; writer < writers; writer++ {
		go write(t, all, int64(writer))
	}
	go func() {
		for {
			time.Sleep(time.Second)
			t.read()
		}
	}()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
