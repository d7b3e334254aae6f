// Directory resolves service names to addresses and keeps the subscriptions of those who want to know of changes.
package main

import (
	"fmt"
	"hash/fnv"
	"sync"
	"time"

	"example.org/zoo/internal/daemon"
)

const services = 3000

type registry struct {
	sync.RWMutex
	addresses map[string][]string
	watchers  *watchers
}

type watchers struct {
	sync.Mutex
	interested map[string]map[int]uint64
	registry   *registry
}

// resolve returns the addresses of a service and notes who asked.
func (r *registry) resolve(service string, client int) []string {
	r.RLock()
	defer r.RUnlock()
	addresses := r.addresses[service]
	r.watchers.note(service, client, version(addresses))
	return addresses
}

// announce replaces the addresses of a service.
func (r *registry) announce(service string, addresses []string) {
	r.Lock()
	defer r.Unlock()
	r.addresses[service] = addresses
}

func (r *registry) current(service string) uint64 {
	r.RLock()
	defer r.RUnlock()
	return version(r.addresses[service])
}

func (w *watchers) note(service string, client int, seen uint64) {
	w.Lock()
	defer w.Unlock()
	if w.interested[service] == nil {
		w.interested[service] = map[int]uint64{}
	}
	w.interested[service][client] = seen
}

// stale counts the clients that do not know the newest addresses.
func (w *watchers) stale() int {
	w.Lock()
	defer w.Unlock()
	count := 0
	for service, clients := range w.interested {
		newest := w.registry.current(service)
		for _, seen := range clients {
			if seen != newest {
				count++
			}
		}
	}
	return count
}

func version(addresses []string) uint64 {
	sum := fnv.New64a()
	for _, address := range addresses {
		fmt.Fprintln(sum, address)
	}
	return sum.Sum64()
}

func name(number int) string { return fmt.Sprintf("service-%d.internal", number%services) }

func resolver(r *registry, client int) {
	for turn := 0; ; turn++ {
		r.resolve(name(turn*7+client*300), client)
		daemon.Done(1)
		if turn%20 == 0 {
			time.Sleep(time.Millisecond)
		}
	}
}

func announcer(r *registry) {
	for turn := 0; ; turn++ {
		r.announce(name(turn*11), []string{fmt.Sprintf("10.0.%d.%d:443", turn/250%250, turn%250)})
		time.Sleep(200 * time.Microsecond)
	}
}

func reporter(w *watchers) {
	for range time.Tick(3 * time.Millisecond) {
		w.stale()
	}
}

func start() {
	r := &registry{addresses: map[string][]string{}}
	r.watchers = &watchers{interested: map[string]map[int]uint64{}, registry: r}
	for client := 0; client < 10; client++ {
		go resolver(r, client)
	}
	go announcer(r)
	go reporter(r.watchers)
}

func main() {
	ctx := daemon.Context()
	start()
	daemon.Run(ctx)
}
