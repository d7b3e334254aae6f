// Coordinates turns addresses into coordinates. The map provider allows so many requests a second and no more.
package main

import (
	"fmt"
	"hash/fnv"
	"sync"
	"time"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

const allowed = 25

type place struct{ latitude, longitude float64 }

// provider keeps to the number of requests that is allowed.
type provider struct {
	mutex    sync.Mutex
	next     time.Time
	requests int
	found    map[string]place
}

// pace waits until the next request is due.
func (p *provider) pace() {
	now := time.Now()
	if p.next.After(now) {
		time.Sleep(p.next.Sub(now))
	}
	p.next = time.Now().Add(time.Second / allowed)
}

// cached returns a place that was found before.
func (p *provider) cached(address string) (place, bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	known, ok := p.found[address]
	return known, ok
}

// locate returns the coordinates of an address.
func (p *provider) locate(address string) place {
	if known, ok := p.cached(address); ok {
		return known
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.pace()
	p.requests++
	if len(p.found) > 500 {
		clear(p.found)
	}
	p.found[address] = compute(address)
	return p.found[address]
}

// compute stands for the provider's answer, which is there at once.
func compute(address string) place {
	sum := fnv.New64a()
	sum.Write([]byte(address))
	value := sum.Sum64()
	return place{float64(value%180_000)/1000 - 90, float64(value/180_000%360_000)/1000 - 180}
}

// courier asks for the stops of its tour; some of them are new.
func courier(number int, p *provider) {
	for stop := 0; ; stop++ {
		address := fmt.Sprintf("%d High Street", stop%30)
		if stop%3 == 0 {
			address = fmt.Sprintf("%d Mill Lane, flat %d", stop, number)
		}
		if p.locate(address) != (place{}) {
			daemon.Done(1)
		}
	}
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	p := &provider{found: map[string]place{}}
	for number := 0; number < 25; number++ {
		go courier(number, p)
	}
	daemon.Run(ctx, pprof)
}
