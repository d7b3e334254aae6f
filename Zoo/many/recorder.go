package main

import (
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
)

// gapRecorder measures how long this process does not get to run.
type gapRecorder struct {
	worst atomic.Int64
	epoch atomic.Int64
}

func startGapRecorder() *gapRecorder {
	recorder := &gapRecorder{}
	go recorder.run()
	return recorder
}

// largest returns the largest gap since the last reset, in nanoseconds.
func (r *gapRecorder) largest() int64 { return r.worst.Load() }

func (r *gapRecorder) reset() {
	r.epoch.Add(1)
	r.worst.Store(0)
}

func (r *gapRecorder) run() {
	runtime.LockOSThread()
	pause := syscall.Timespec{Nsec: 300_000}
	last, epoch := time.Now(), r.epoch.Load()
	for {
		// The system call and not time.Sleep: it is this thread's own wake-up that counts, not the runtime's timers.
		_ = syscall.Nanosleep(&pause, nil)
		now := time.Now()
		if current := r.epoch.Load(); current != epoch {
			epoch = current
		} else if gap := now.Sub(last).Nanoseconds(); gap > r.worst.Load() {
			r.worst.Store(gap)
		}
		last = now
	}
}
