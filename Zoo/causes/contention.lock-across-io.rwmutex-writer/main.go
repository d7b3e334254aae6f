// A configuration reloads itself from a server with the write lock held; 50 readers and two writers wait.
package main

import (
	"bufio"
	"fmt"
	"net"
	"sync"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

// Configuration is read all the time and reloaded now and then.
type Configuration struct {
	server string

	mu     sync.RWMutex
	values map[string]string
}

// Reload fetches the values. WRONG: it should fetch first and lock then.
func (c *Configuration) Reload() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	connection, err := net.Dial("tcp", c.server)
	if err != nil {
		return err
	}
	defer connection.Close()
	fmt.Fprintln(connection, "ALL")
	values := map[string]string{}
	for lines := bufio.NewScanner(connection); lines.Scan(); {
		values[lines.Text()] = lines.Text()
	}
	c.values = values
	return nil
}

// Value returns one value.
func (c *Configuration) Value(name string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.values[name]
}

func reload(configuration *Configuration) { _ = configuration.Reload() }

func main() {
	configuration := &Configuration{server: peer.Silent()}
	go reload(configuration)
	settle.Wait(settle.Goroutines(1, "IO wait", "main.(*Configuration).Reload("))
	for range [50]int{} {
		go configuration.Value("colour")
	}
	for range [2]int{} {
		go reload(configuration)
	}
	settle.Ready(configuration.server,
		settle.Goroutines(50, "sync.RWMutex.RLock", "main.(*Configuration).Value("),
		settle.Goroutines(2, "sync.Mutex.Lock", "main.(*Configuration).Reload("))
	settle.UntilInterrupted()
}
