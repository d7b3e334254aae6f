// Relay collects measurements from stations, and passes them on in batches.
package main

import (
	"math"
	"sync"
	"time"

	"example.org/zoo/internal/daemon"
)

type measurement struct {
	station int
	value   float64
}

type batcher struct {
	mutex   sync.Mutex
	pending []measurement
	flush   chan []measurement
	urgent  chan measurement
	sum     float64
}

type option func(*batcher)

func withBuffer(size int) option {
	return func(b *batcher) { b.flush = make(chan []measurement, size) }
}

func withAlarms() option {
	return func(b *batcher) { b.urgent = make(chan measurement, 16) }
}

func newBatcher(options ...option) *batcher {
	b := &batcher{}
	for _, apply := range options {
		apply(b)
	}
	go b.forward()
	return b
}

// add keeps a measurement until its batch is full.
func (b *batcher) add(m measurement) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.pending = append(b.pending, m)
	if len(b.pending) < 100 {
		return
	}
	select {
	case b.flush <- b.pending:
	default:
		// The next round takes them along.
	}
	b.pending = b.pending[:0:0]
}

// forward passes batches on.
func (b *batcher) forward() {
	for {
		select {
		case batch := <-b.flush:
			for _, m := range batch {
				b.sum += m.value
				daemon.Done(1)
			}
		case m := <-b.urgent:
			b.sum += m.value
		}
	}
}

// station measures a thousand times a second.
func station(number int, b *batcher) {
	for tick := 0; ; tick++ {
		b.add(measurement{number, math.Sin(float64(tick) / 100)})
		time.Sleep(time.Millisecond)
	}
}

func main() {
	ctx := daemon.Context()
	regions := []*batcher{
		newBatcher(withBuffer(8), withAlarms()),
		newBatcher(withBuffer(8)),
		newBatcher(),
	}
	for number := 0; number < 12; number++ {
		go station(number, regions[number%len(regions)])
	}
	daemon.Run(ctx)
}
