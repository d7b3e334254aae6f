// A rate-limited client backs off with its lock held: everybody sleeps because one has to.
package main

import (
	"errors"
	"sync"
	"time"

	"example.org/zoo/internal/settle"
)

// Client calls a service that may ask for patience.
type Client struct {
	mu       sync.Mutex
	failures int
}

var errTooManyRequests = errors.New("429 too many requests")

func (c *Client) attempt() error {
	c.failures++
	return errTooManyRequests
}

// Call tries until it works. WRONG: it sleeps with the lock held.
func (c *Client) Call() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		if err := c.attempt(); err == nil {
			return nil
		}
		c.backOff()
	}
}

func (c *Client) backOff() { time.Sleep(time.Duration(c.failures) * time.Hour) }

func main() {
	client := &Client{}
	for range [26]int{} {
		go func() { _ = client.Call() }()
	}
	settle.Ready("",
		settle.Goroutines(1, "sleep", "main.(*Client).backOff("),
		settle.Goroutines(25, "sync.Mutex.Lock", "main.(*Client).Call("))
	settle.UntilInterrupted()
}
