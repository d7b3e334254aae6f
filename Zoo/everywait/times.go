package main

import (
	"context"
	"time"

	"example.org/zoo/internal/settle"
)

func sleepers() []settle.Want {
	go sleepForAnHour()
	return one("sleep", "main.sleepForAnHour(")
}

//go:noinline
func sleepForAnHour() { time.Sleep(time.Hour) }

func timerChannels() []settle.Want {
	go receiveFromTimer(time.NewTimer(time.Hour))
	go receiveFromTicker(time.NewTicker(time.Hour))
	go selectWithTimeout(make(chan int))
	return []settle.Want{
		settle.Goroutines(1, "chan receive", "main.receiveFromTimer("),
		settle.Goroutines(1, "chan receive", "main.receiveFromTicker("),
		settle.Goroutines(1, "select", "main.selectWithTimeout("),
	}
}

//go:noinline
func receiveFromTimer(timer *time.Timer) { <-timer.C }

//go:noinline
func receiveFromTicker(ticker *time.Ticker) {
	for range ticker.C {
	}
}

//go:noinline
func selectWithTimeout(channel chan int) {
	select {
	case <-channel:
	case <-time.After(time.Hour):
	}
}

func contexts() []settle.Want {
	deadline, cancel := context.WithTimeout(context.Background(), time.Hour)
	child, cancelChild := context.WithCancel(deadline)
	go func() {
		defer cancelChild()
		defer cancel()
		waitForContext(child)
	}()
	go waitForBackgroundContext(context.Background())
	return []settle.Want{
		settle.Goroutines(1, "chan receive", "main.waitForContext("),
		// The Done channel of context.Background is nil.
		settle.Goroutines(1, "chan receive (nil chan)", "main.waitForBackgroundContext("),
	}
}

//go:noinline
func waitForContext(work context.Context) { <-work.Done() }

//go:noinline
func waitForBackgroundContext(work context.Context) { <-work.Done() }

// afterFunc: a timer's function runs in a goroutine of its own, made by the runtime's timer code.
func afterFunc() []settle.Want {
	time.AfterFunc(time.Nanosecond, runByTimer)
	return one("chan receive", "main.runByTimer(")
}

//go:noinline
func runByTimer() { <-neverWritten }
