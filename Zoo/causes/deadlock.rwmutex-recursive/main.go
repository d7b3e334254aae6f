// A reader locks for reading twice; between the two, a writer came. The second read lock waits for the writer, and the
// writer waits for the first read lock.
package main

import (
	"sync"

	"example.org/zoo/internal/settle"
)

// Routes is a routing table.
type Routes struct {
	mu      sync.RWMutex
	targets map[string]string
}

// Resolve follows aliases. WRONG: it calls itself with the read lock held.
func (r *Routes) Resolve(name string, between func()) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	target := r.targets[name]
	if alias, found := r.targets[target]; found {
		between()
		return r.Resolve(alias, between)
	}
	return target
}

func (r *Routes) add(name, target string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.targets[name] = target
}

func main() {
	routes := &Routes{targets: map[string]string{"www": "web", "web": "10.0.0.1"}}
	go routes.Resolve("www", func() {
		go routes.add("mail", "10.0.0.2")
		settle.Wait(settle.Goroutines(1, "sync.RWMutex.Lock", "main.(*Routes).add("))
	})
	settle.Ready("", settle.Goroutines(1, "sync.RWMutex.RLock", "main.(*Routes).Resolve("))
	settle.UntilInterrupted()
}
