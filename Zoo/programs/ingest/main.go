// Ingest takes batches of measurements, checks, orders and stores them.
package main

import (
	"context"
	"sync"

	"example.org/zoo/internal/lifecycle"
	"example.org/zoo/programs/internal/tasks"
)

const (
	stations = 8
	steps    = 8
)

// batch is what a station has sent.
type batch struct {
	station int
	step    int
}

// line is a row of stations through which batches go.
type line struct {
	in   chan batch
	done sync.WaitGroup
}

// work takes batches until the line is closed.
func (l *line) work(ctx context.Context, number int) {
	defer l.done.Done()
	desk := tasks.NewDesk(uint64(number + 40))
	for {
		select {
		case <-ctx.Done():
			return
		case next := <-l.in:
			tasks.All[(next.station+next.step)%len(tasks.All)](desk)
			lifecycle.Done(1)
		}
	}
}

// collect brings the batches of all stations in turn.
func (l *line) collect(ctx context.Context) {
	defer l.done.Done()
	for number := 0; ; number++ {
		select {
		case <-ctx.Done():
			return
		case l.in <- batch{number % stations, number / stations % steps}:
		}
	}
}

func main() {
	ctx, stop := context.WithCancel(context.Background())
	l := &line{in: make(chan batch, stations)}
	l.done.Add(stations + 1)
	for number := 0; number < stations; number++ {
		go l.work(ctx, number)
	}
	go l.collect(ctx)
	lifecycle.Ready()
	lifecycle.Wait()
	stop()
	l.done.Wait()
}
