// Backup copies blocks that have changed from a volume to its replica, and tells how many there were.
package main

import (
	"bytes"
	"hash/crc64"
	"runtime/debug"
	"time"

	"example.org/zoo/internal/lifecycle"
)

const (
	blocks   = 60_000
	size     = 1 << 10
	interval = 25 * time.Millisecond
)

var table = crc64.MakeTable(crc64.ECMA)

// volume is a row of blocks.
type volume struct {
	blocks [][]byte
	sums   []uint64
}

func newVolume() *volume {
	v := &volume{}
	for number := 0; number < blocks; number++ {
		v.blocks = append(v.blocks, bytes.Repeat([]byte{byte(number)}, size))
		v.sums = append(v.sums, 0)
	}
	return v
}

// copier goes over a volume in turns.
type copier struct {
	from, to *volume
	next     int
	pending  [][]byte
}

// turn copies what has changed in the next part of the volume.
func (c *copier) turn() {
	for count := 0; count < 60; count++ {
		number := (c.next + count) % blocks
		c.from.blocks[number][count]++
		sum := crc64.Checksum(c.from.blocks[number], table)
		if sum != c.to.sums[number] {
			c.pending = append(c.pending, append([]byte(nil), c.from.blocks[number]...))
			c.to.sums[number] = sum
		}
	}
	for offset, block := range c.pending {
		copy(c.to.blocks[(c.next+offset)%blocks], block)
		lifecycle.Done(1)
	}
	c.next = (c.next + 60) % blocks
	c.release()
}

// release gives the copies back.
func (c *copier) release() {
	c.pending = nil
	debug.FreeOSMemory()
}

func main() {
	c := &copier{from: newVolume(), to: newVolume()}
	go func() {
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		for range ticker.C {
			c.turn()
		}
	}()
	lifecycle.Ready()
	lifecycle.Wait()
}
