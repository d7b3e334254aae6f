package main

import (
	"crypto/sha1"
	"runtime"
	"sync/atomic"
	"time"
)

// A tree is something for the collector to do.
type tree struct{ left, right *tree }

func plant(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{plant(depth - 1), plant(depth - 1)}
}

var forest atomic.Pointer[tree]

// allocate: WRONG, trees are made and thrown away all the time.
func allocate() func() {
	forest.Store(plant(18))
	// No more than there are processors: whoever waits for one waits for the collector.
	return func() { many(runtime.GOMAXPROCS(0), func(int) { render() }) }
}

func render() {
	if plant(12).left == nil {
		panic("no tree")
	}
}

// forceCollections: WRONG, the collector is called all the time.
func forceCollections() func() {
	forest.Store(plant(15))
	return func() {
		go func() {
			for {
				tidy()
			}
		}()
	}
}

func tidy() {
	runtime.GC()
	time.Sleep(time.Millisecond)
}

// delayStops: WRONG, sums of 64 MB are computed in one go, by assembly that nothing can interrupt.
func delayStops() func() {
	image := make([]byte, 64<<20)
	return func() {
		many(1, func(int) { checksum(image) })
		go func() {
			for range time.Tick(20 * time.Millisecond) {
				cache.Store(&[8 << 20]byte{})
			}
		}()
	}
}

var cache atomic.Pointer[[8 << 20]byte]

//go:noinline
func checksum(image []byte) { sha1.Sum(image) }

// compute: WRONG, there are many more computing goroutines than processors.
func compute() func() {
	return func() { many(40, func(int) { encode() }) }
}

func encode() { work([32]byte{}, 20000) }
