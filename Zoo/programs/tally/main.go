// Tally counts the votes of polling stations, and keeps a packed copy of each state of the count.
package main

import (
	"bytes"
	"compress/flate"
	"fmt"
	"math/rand"
	"sync"

	"example.org/zoo/internal/daemon"
)

const parties = 4000

// count is shared by all stations.
type count struct {
	sync.Mutex
	votes [parties]uint32
	state bytes.Buffer
	pack  *flate.Writer
}

func newCount() *count {
	c := &count{}
	c.pack, _ = flate.NewWriter(&c.state, flate.BestCompression)
	return c
}

// update runs a change, and packs the state after it.
func (c *count) update(change func(votes *[parties]uint32)) {
	c.Lock()
	defer c.Unlock()
	change(&c.votes)
	c.snapshot()
}

func (c *count) snapshot() {
	c.state.Reset()
	c.pack.Reset(&c.state)
	var block [4]byte
	for _, votes := range c.votes {
		block = [4]byte{byte(votes), byte(votes >> 8), byte(votes >> 16), byte(votes >> 24)}
		c.pack.Write(block[:])
	}
	c.pack.Close()
}

// leader returns who has most votes.
func (c *count) leader() (int, uint32) {
	c.Lock()
	defer c.Unlock()
	best := 0
	for party, votes := range c.votes {
		if votes > c.votes[best] {
			best = party
		}
	}
	return best, c.votes[best]
}

// station reports its votes in small lots.
func station(number int64, c *count) {
	random := rand.New(rand.NewSource(number))
	for lot := 0; ; lot++ {
		c.update(func(votes *[parties]uint32) {
			for vote := 0; vote < 20; vote++ {
				votes[random.Intn(parties)]++
			}
		})
		daemon.Done(1)
	}
}

// television shows the leader all the time.
func television(c *count) {
	shown := ""
	for {
		party, votes := c.leader()
		shown = fmt.Sprintf("%d: %d", party, votes)
		if shown != "" {
			daemon.Done(1)
		}
	}
}

func main() {
	ctx := daemon.Context()
	c := newCount()
	for number := int64(0); number < 16; number++ {
		go station(number, c)
	}
	for number := 0; number < 4; number++ {
		go television(c)
	}
	daemon.Run(ctx)
}
