// Scans searches a table of readings for the longest quiet stretch, while others ask for the last readings.
package main

import (
	"math/rand"
	"sync/atomic"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	readings = 12 << 20
	readers  = 4
)

// table has one byte for each reading.
type table struct {
	values []byte
	quiet  atomic.Int64
	recent [64]atomic.Pointer[page]
}

func record(random *rand.Rand) *table {
	t := &table{values: make([]byte, readings)}
	random.Read(t.values)
	return t
}

// longest finds the longest stretch below a level, over all phases of the day.
func (t *table) longest(level byte) int64 {
	best, current := int64(0), int64(0)
	for index := 0; index < 12*len(t.values); index++ {
		if t.values[index%len(t.values)] < level {
			current++
		} else {
			current = 0
		}
		if current > best {
			best = current
		}
	}
	return best
}

// page is what a reader gets.
type page struct {
	from   int
	values []byte
}

func (t *table) last(count, from int) *page {
	made := &page{from: from, values: make([]byte, count)}
	copy(made.values, t.values[from:])
	return made
}

// read asks for pages, a few hundred a second.
func read(t *table, seed int64) {
	random := rand.New(rand.NewSource(seed))
	ticker := time.NewTicker(4 * time.Millisecond)
	defer ticker.Stop()
	for range ticker.C {
		made := t.last(64<<10, random.Intn(readings-64<<10))
		t.recent[made.from%len(t.recent)].Store(made)
		lifecycle.Done(1)
	}
}

func main() {
	t := record(rand.New(rand.NewSource(12)))
	go func() {
		for level := byte(200); ; level++ {
			t.quiet.Store(t.longest(200 + level%50))
			time.Sleep(150 * time.Millisecond)
		}
	}()
	for reader := 0; reader < readers; reader++ {
		go read(t, int64(reader))
	}
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
