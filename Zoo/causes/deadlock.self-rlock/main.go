// A cache that upgrades its read lock: it asks for the write lock while it still holds the read lock. Later readers
// queue behind the writer that never comes.
package main

import (
	"sync"

	"example.org/zoo/internal/settle"
)

// Cache keeps rendered pages.
type Cache struct {
	mu    sync.RWMutex
	pages map[string]string
}

// Page returns a page and renders it when it is new. WRONG: Lock under the goroutine's own RLock.
func (c *Cache) Page(path string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	page, known := c.pages[path]
	if !known {
		page = "<h1>" + path + "</h1>"
		c.mu.Lock()
		c.pages[path] = page
		c.mu.Unlock()
	}
	return page
}

func main() {
	cache := &Cache{pages: map[string]string{"/": "home"}}
	go cache.Page("/new")
	settle.Wait(settle.Goroutines(1, "sync.RWMutex.Lock", "main.(*Cache).Page("))
	for range [15]int{} {
		go cache.Page("/")
	}
	settle.Ready("", settle.Goroutines(15, "sync.RWMutex.RLock", "main.(*Cache).Page("))
	settle.UntilInterrupted()
}
