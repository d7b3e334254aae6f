// Heartbeat tells its neighbours that it is alive, and notes who of them has not been heard of for too long.
package main

import (
	"encoding/binary"
	"net"
	"sync"
	"time"

	"example.org/zoo/internal/lifecycle"
)

const (
	neighbours = 5
	interval   = 20 * time.Millisecond
	patience   = time.Second
)

// node is one member.
type node struct {
	number     uint32
	connection net.PacketConn
	mu         sync.Mutex
	heard      map[uint32]time.Time
	missing    int
}

// listen notes who was heard.
func (n *node) listen() {
	buffer := make([]byte, 16)
	for {
		size, _, err := n.connection.ReadFrom(buffer)
		if err != nil {
			return
		}
		if size >= 4 {
			n.mu.Lock()
			n.heard[binary.BigEndian.Uint32(buffer)] = time.Now()
			n.mu.Unlock()
			lifecycle.Done(1)
		}
	}
}

// speak sends to all others with each tick.
func (n *node) speak(all []*node) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	var packet [4]byte
	binary.BigEndian.PutUint32(packet[:], n.number)
	for range ticker.C {
		for _, other := range all {
			if other != n {
				n.connection.WriteTo(packet[:], other.connection.LocalAddr())
			}
		}
		n.check()
	}
}

func (n *node) check() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.missing = 0
	for _, last := range n.heard {
		if time.Since(last) > patience {
			n.missing++
		}
	}
}

func main() {
	var all []*node
	for number := 0; number < neighbours; number++ {
		connection, err := net.ListenPacket("udp", "127.0.0.1:0")
		lifecycle.Must(err)
		all = append(all, &node{number: uint32(number), connection: connection, heard: map[uint32]time.Time{}})
	}
	for _, each := range all {
		each := each
		go each.listen()
		go each.speak(all)
	}
	lifecycle.Ready()
	lifecycle.Wait()
}
