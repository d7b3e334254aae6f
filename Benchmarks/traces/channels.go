package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

var sink atomic.Pointer[[]byte]

// exchange starts pairs of goroutines that throw a ball to each other, some that quarrel about a mutex, and one that
// makes the collector run.
func exchange(stop *atomic.Bool, group *sync.WaitGroup) {
	run := func(count int, body func()) {
		for range count {
			group.Add(1)
			go func() {
				defer group.Done()
				body()
			}()
		}
	}
	for range 8 {
		there, back := make(chan int), make(chan int)
		run(1, func() {
			for ball := range there {
				back <- ball + 1
			}
		})
		run(1, func() {
			defer close(there)
			for ball := 0; !stop.Load(); {
				there <- ball
				ball = <-back
			}
		})
	}
	var lock sync.Mutex
	counts := map[int]int{}
	run(4, func() {
		for round := 0; !stop.Load(); round++ {
			lock.Lock()
			counts[round%100]++
			lock.Unlock()
			runtime.Gosched()
		}
	})
	run(1, func() {
		for !stop.Load() {
			for range 200 {
				garbage := make([]byte, 32<<10)
				sink.Store(&garbage)
			}
			runtime.GC()
			time.Sleep(20 * time.Millisecond)
		}
	})
}
