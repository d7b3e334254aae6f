// Two hundred parked workers on one channel, and a producer that gives them something now and then.
package main

import (
	"crypto/sha256"
	"time"

	"example.org/zoo/internal/settle"
)

type order struct{ number byte }

func work(orders <-chan order, done chan<- [32]byte) {
	for order := range orders {
		done <- sha256.Sum256([]byte{order.number})
	}
}

func main() {
	orders, done := make(chan order), make(chan [32]byte, 200)
	for range [200]int{} {
		go work(orders, done)
	}
	go func() {
		for range done {
		}
	}()
	settle.Ready("", settle.Goroutines(200, "chan receive", "main.work("))
	number := byte(0)
	for range time.Tick(200 * time.Millisecond) {
		orders <- order{number}
		number++
	}
}
