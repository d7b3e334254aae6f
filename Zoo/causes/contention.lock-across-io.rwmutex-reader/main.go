// A reader streams a snapshot to a backup server with the read lock held; the server does not answer. A writer waits
// for the reader, and all later readers wait behind the writer.
package main

import (
	"fmt"
	"net"
	"sync"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

// Inventory is the stock of a warehouse.
type Inventory struct {
	mu    sync.RWMutex
	stock map[string]int
}

// Backup sends the stock away. WRONG: the read lock is held until the server has confirmed.
func (i *Inventory) Backup(server string) error {
	connection, err := net.Dial("tcp", server)
	if err != nil {
		return err
	}
	defer connection.Close()
	i.mu.RLock()
	defer i.mu.RUnlock()
	for article, count := range i.stock {
		if _, err := fmt.Fprintln(connection, article, count); err != nil {
			return err
		}
	}
	return awaitConfirmation(connection)
}

func awaitConfirmation(connection net.Conn) error {
	var confirmation [2]byte
	_, err := connection.Read(confirmation[:])
	return err
}

// Add puts articles on the shelf.
func (i *Inventory) Add(article string, count int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.stock[article] += count
}

// Count says how many there are.
func (i *Inventory) Count(article string) int {
	i.mu.RLock()
	defer i.mu.RUnlock()
	return i.stock[article]
}

func main() {
	server := peer.Silent()
	inventory := &Inventory{stock: map[string]int{"apple": 3}}
	go func() { _ = inventory.Backup(server) }()
	settle.Wait(settle.Goroutines(1, "IO wait", "main.(*Inventory).Backup("))
	go inventory.Add("apple", 2)
	settle.Wait(settle.Goroutines(1, "sync.RWMutex.Lock", "main.(*Inventory).Add("))
	for range [50]int{} {
		go inventory.Count("apple")
	}
	settle.Ready(server, settle.Goroutines(50, "sync.RWMutex.RLock", "main.(*Inventory).Count("))
	settle.UntilInterrupted()
}
