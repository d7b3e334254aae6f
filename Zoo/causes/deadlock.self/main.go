// A registry whose method locks, and calls another method that locks as well. Ten more callers wait behind it.
package main

import (
	"sync"

	"example.org/zoo/internal/settle"
)

// Registry keeps the names of services.
type Registry struct {
	mu    sync.Mutex
	names map[string]string
}

// Rename gives a service another name. WRONG: it calls Lookup with the lock held, and Lookup locks too.
func (r *Registry) Rename(from, to string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[to] = r.Lookup(from)
	delete(r.names, from)
}

// Lookup returns the address of a service.
func (r *Registry) Lookup(name string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.names[name]
}

func main() {
	registry := &Registry{names: map[string]string{"billing": "10.0.0.7:443"}}
	go registry.Rename("billing", "invoices")
	settle.Wait(settle.Goroutines(1, "sync.Mutex.Lock", "main.(*Registry).Rename("))
	for range [10]int{} {
		go registry.Lookup("billing")
	}
	settle.Ready("", settle.Goroutines(11, "sync.Mutex.Lock", "main.(*Registry).Lookup("))
	settle.UntilInterrupted()
}
