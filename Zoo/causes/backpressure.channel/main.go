// Fifty producers send to one consumer that is prompt with each item, and still slower than all of them together.
package main

import (
	"crypto/sha256"

	"example.org/zoo/internal/settle"
)

type document struct {
	number int
	text   []byte
}

// index takes one document after another. WRONG: one consumer for fifty producers, and each document takes a
// millisecond of processor time.
func index(documents <-chan document) {
	seen := map[[32]byte]int{}
	for document := range documents {
		seen[digest(document.text)] = document.number
		if len(seen) > 10_000 {
			clear(seen)
		}
	}
}

func digest(text []byte) [32]byte {
	sum := sha256.Sum256(text)
	for range [4000]int{} {
		sum = sha256.Sum256(sum[:])
	}
	return sum
}

func produce(producer int, documents chan<- document) {
	for number := 0; ; number++ {
		documents <- document{number, []byte{byte(producer), byte(number), byte(number >> 8)}}
	}
}

func main() {
	documents := make(chan document, 8)
	go index(documents)
	for producer := 0; producer < 50; producer++ {
		go produce(producer, documents)
	}
	settle.Ready("", settle.Goroutines(45, "chan send", "main.produce("))
	settle.UntilInterrupted()
}
