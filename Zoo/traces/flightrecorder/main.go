//go:build go1.25

// Command flightrecorder writes to standard output what a flight recorder kept of the last moments: an ordinary trace
// whose first generation is not the first one.
//
//	flightrecorder [-rounds N]
//
// The traced program is a pipeline of goroutines. With GODEBUG=traceadvanceperiod a short run has many generations.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/trace"
	"sync"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 40, "number of rounds of 10 ms before the recorder is asked")
	flag.Parse()
	recorder := trace.NewFlightRecorder(trace.FlightRecorderConfig{MinAge: 50 * time.Millisecond, MaxBytes: 1 << 20})
	check(recorder.Start())
	for round := 0; round < *rounds; round++ {
		work(round)
		time.Sleep(10 * time.Millisecond)
	}
	_, err := recorder.WriteTo(os.Stdout)
	check(err)
	recorder.Stop()
}

func work(round int) {
	ctx, task := trace.NewTask(context.Background(), "round")
	defer task.End()
	trace.Logf(ctx, "round", "%d", round)
	numbers, squares := make(chan int), make(chan int)
	var group sync.WaitGroup
	for worker := 0; worker < 4; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			defer trace.StartRegion(ctx, "squares").End()
			for number := range numbers {
				squares <- number * number
			}
		}()
	}
	go func() {
		for number := 0; number < 32; number++ {
			numbers <- number
		}
		close(numbers)
		group.Wait()
		close(squares)
	}()
	total := 0
	for square := range squares {
		total += square
	}
	if round%8 == 0 {
		runtime.GC()
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "flightrecorder:", err)
		os.Exit(3)
	}
}
