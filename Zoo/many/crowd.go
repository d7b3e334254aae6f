package main

import (
	"log"
	"net"
	"sync"
	"time"
)

const readers = 100

// crowd holds what the goroutines wait for.
type crowd struct {
	receive chan int
	send    chan int
	never   chan struct{}
	mutex   sync.Mutex
	shared  sync.RWMutex
	group   sync.WaitGroup
	cond    *sync.Cond
	silent  []net.Conn
	// accepted keeps the other ends from being closed by their finalizers.
	accepted []net.Conn
	arrived  sync.WaitGroup
}

func newCrowd() *crowd {
	c := &crowd{receive: make(chan int), send: make(chan int), never: make(chan struct{})}
	c.cond = sync.NewCond(&sync.Mutex{})
	c.mutex.Lock()
	c.shared.Lock()
	c.group.Add(1)
	return c
}

// block starts the goroutines and returns when each of them has got to its last frame.
func (c *crowd) block(count int) {
	c.connect(min(readers, count/100))
	c.arrived.Add(count)
	for index := 0; index < count; index++ {
		go descend(9, c.action(index))
	}
	c.arrived.Wait()
}

// action chooses what a goroutine does, spread evenly so that each share of the goroutines has the same mixture.
func (c *crowd) action(index int) func() {
	if index%100 == 0 && index/100 < len(c.silent) {
		connection := c.silent[index/100]
		return func() { c.readNetwork(connection) }
	}
	switch index % 10 {
	case 0, 1, 2:
		return c.receiveOne
	case 3:
		return c.sendOne
	case 4, 5:
		return c.selectOne
	case 6:
		return c.lockMutex
	case 7:
		return c.lockShared
	case 8:
		if index%20 < 10 {
			return c.waitForGroup
		}
		return c.waitForCond
	default:
		return c.sleep
	}
}

// connect makes connections to a listener that accepts and never writes.
func (c *crowd) connect(count int) {
	if count == 0 {
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer listener.Close()
	for len(c.silent) < count {
		connection, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			log.Fatal(err)
		}
		accepted, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		c.silent = append(c.silent, connection)
		c.accepted = append(c.accepted, accepted)
	}
}

//go:noinline
func (c *crowd) receiveOne() {
	c.arrived.Done()
	<-c.receive
}

//go:noinline
func (c *crowd) sendOne() {
	c.arrived.Done()
	c.send <- 1
}

//go:noinline
func (c *crowd) selectOne() {
	c.arrived.Done()
	select {
	case <-c.receive:
	case <-c.never:
	case c.send <- 2:
	}
}

//go:noinline
func (c *crowd) lockMutex() {
	c.arrived.Done()
	c.mutex.Lock()
	c.mutex.Unlock()
}

//go:noinline
func (c *crowd) lockShared() {
	c.arrived.Done()
	c.shared.RLock()
	c.shared.RUnlock()
}

//go:noinline
func (c *crowd) waitForGroup() {
	c.arrived.Done()
	c.group.Wait()
}

//go:noinline
func (c *crowd) waitForCond() {
	c.cond.L.Lock()
	c.arrived.Done()
	c.cond.Wait()
	c.cond.L.Unlock()
}

//go:noinline
func (c *crowd) sleep() {
	c.arrived.Done()
	time.Sleep(1000 * time.Hour)
}

//go:noinline
func (c *crowd) readNetwork(connection net.Conn) {
	c.arrived.Done()
	var buffer [64]byte
	_, _ = connection.Read(buffer[:])
}

// descend puts frames on the stack, as a real call chain would.
//
//go:noinline
func descend(depth int, action func()) int {
	if depth == 0 {
		action()
		return 0
	}
	return descend(depth-1, action) + 1
}
