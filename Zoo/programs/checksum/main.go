// Checksum seals blocks with a library in C, a block every few milliseconds.
package main

/*
#include <stddef.h>
#include <stdint.h>

static uint64_t seal(const unsigned char *values, size_t size, uint64_t start) {
	uint64_t sum = start ^ 14695981039346656037u;
	for (size_t index = 0; index < size; index++)
		sum = (sum ^ values[index]) * 1099511628211u;
	return sum;
}
*/
import "C"

import (
	"time"
	"unsafe"

	"example.org/zoo/internal/lifecycle"
)

const (
	lanes = 6
	size  = 64 << 10
	pace  = 10 * time.Millisecond
)

// seal is the library's sum over a block.
func seal(block []byte, start uint64) uint64 {
	return uint64(C.seal((*C.uchar)(unsafe.Pointer(&block[0])), C.size_t(len(block)), C.uint64_t(start)))
}

// lane seals its blocks in their order.
func lane(number int, seals chan<- uint64) {
	ticker := time.NewTicker(pace)
	defer ticker.Stop()
	block, last := make([]byte, size), uint64(number)
	for range ticker.C {
		block[last%size]++
		last = seal(block, last)
		seals <- last
	}
}

func main() {
	seals := make(chan uint64, lanes)
	for number := 0; number < lanes; number++ {
		go lane(number, seals)
	}
	go func() {
		all := uint64(0)
		for next := range seals {
			all ^= next
			lifecycle.Done(1)
		}
	}()
	lifecycle.Ready()
	lifecycle.Wait()
}
