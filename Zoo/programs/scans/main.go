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
	phases   = 12
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

// survey finds, for one level after the other, the longest stretch below it, over all phases of the day.
func (t *table) survey() {
	for level := byte(200); ; level = 200 + (level+1)%50 {
		best, current := int64(0), int64(0)
		for index := 0; index < phases*len(t.values); index++ {
			if t.values[index%len(t.values)] < level {
				current++
			} else {
				current = 0
			}
			if current > best {
				best = current
			}
		}
		t.quiet.Store(best)
		time.Sleep(150 * time.Millisecond)
	}
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
	go t.survey()
	for reader := 0; reader < readers; reader++ {
		go read(t, int64(reader))
	}
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
