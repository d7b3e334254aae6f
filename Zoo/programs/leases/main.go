// Leases gives addresses to machines for a while: each lease has a timer, and is renewed before it runs out.
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
	machines = 12_000
	validity = 90 * time.Second
)

// lease belongs to one machine.
type lease struct {
	address string
	renewed time.Time
	end     *time.Timer
}

// table has all leases.
type table struct {
	mu     sync.Mutex
	leases []*lease
	ended  int
}

func (t *table) expire(number int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.leases[number].address = ""
	t.ended++
}

// grant gives an address; its timer is kept for as long as the machine is there.
func (t *table) grant(number int) *lease {
	made := &lease{address: fmt.Sprintf("10.%d.%d.%d", number>>16, number>>8&255, number&255), renewed: time.Now()}
	made.end = time.AfterFunc(validity, func() { t.expire(number) })
	return made
}

func (t *table) renew(number int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	next := t.leases[number]
	next.renewed = time.Now()
	next.end.Reset(validity)
	lifecycle.Done(1)
}

func main() {
	t := &table{}
	for number := 0; number < machines; number++ {
		t.leases = append(t.leases, t.grant(number))
	}
	go func() {
		random := rand.New(rand.NewSource(1))
		for {
			time.Sleep(2 * time.Millisecond)
			t.renew(random.Intn(machines))
		}
	}()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
