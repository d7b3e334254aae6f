// Sequencer gives numbers to the messages of several producers and hands them to a journal in that order, by way of a
// ring without locks.
package main

import (
	"hash/fnv"
	"sync/atomic"
	"time"

	"example.org/zoo/internal/lifecycle"
)

const (
	slots     = 1024
	producers = 2
	pace      = 5 * time.Millisecond
)

// slot holds one message; its turn says for which round it is filled.
type slot struct {
	turn    atomic.Uint64
	message [48]byte
	length  int
}

// ring is shared by all producers and one consumer.
type ring struct {
	slots   [slots]slot
	claimed atomic.Uint64
	read    atomic.Uint64
	closed  atomic.Bool
}

// publish puts a message into the next slot.
func (r *ring) publish(message []byte) uint64 {
	number := r.claimed.Add(1)
	place := &r.slots[number%slots]
	place.length = copy(place.message[:], message)
	place.turn.Store(number)
	return number
}

// next waits for the message with a number; nothing when the ring is closed.
func (r *ring) next(number uint64) []byte {
	place := &r.slots[number%slots]
	for place.turn.Load() != number {
		if r.closed.Load() {
			return nil
		}
	}
	r.read.Store(number)
	return place.message[:place.length]
}

// journal keeps a sum over all messages in their order.
type journal struct {
	sum   uint64
	count int
}

func (j *journal) append(message []byte) {
	digest := fnv.New64a()
	digest.Write(message)
	j.sum = j.sum*31 + digest.Sum64()
	j.count++
	lifecycle.Done(1)
}

// record is the journal's side of the ring.
func record(r *ring, j *journal) {
	for number := uint64(1); ; number++ {
		message := r.next(number)
		if message == nil {
			return
		}
		j.append(message)
	}
}

// produce brings a message with each tick.
func produce(r *ring, text string) {
	ticker := time.NewTicker(pace)
	defer ticker.Stop()
	for range ticker.C {
		r.publish([]byte(text))
	}
}

func main() {
	r, j := &ring{}, &journal{}
	go record(r, j)
	for number := 0; number < producers; number++ {
		go produce(r, []string{"quay 4: crane lowered", "quay 7: ship moored"}[number%2])
	}
	lifecycle.Ready()
	lifecycle.Wait()
	r.closed.Store(true)
}
