// Vault lends keys of a hardware module to its clients and erases them when they are no longer in use.
package main

import (
	"crypto/sha256"
	"runtime"
	"sync"
	"time"

	"example.org/zoo/internal/lifecycle"
)

const (
	slots = 64
	pulse = 60 * time.Millisecond
	rate  = 4
)

// module stands for the hardware, whose slots hold the keys.
type module struct {
	mu     sync.Mutex
	slots  [slots][32]byte
	erased int
}

// key is what a client gets: the number of a slot, and room for its signatures.
type key struct {
	slot       int
	signatures [2048]byte
}

// erase overwrites a slot three times; the hardware wants a pause after each pulse.
func (m *module) erase(slot int) {
	for pulses := 0; pulses < 3; pulses++ {
		m.write(slot, [32]byte{byte(pulses)})
		time.Sleep(pulse)
	}
}

func (m *module) write(slot int, content [32]byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.slots[slot%slots] = content
	m.erased++
}

// lend gives a key to a client, and has its slot erased when the client is done.
func (m *module) lend(slot int) *key {
	k := &key{slot: slot}
	m.write(slot, sha256.Sum256([]byte{byte(slot), byte(slot >> 8)}))
	runtime.AddCleanup(k, m.erase, slot)
	return k
}

// sign uses a key.
func (k *key) sign(message []byte) byte {
	sum := byte(0)
	for index, value := range message {
		k.signatures[index] ^= value
		sum += k.signatures[index]
	}
	return sum
}

// client signs a few statements with each tick, each with a key of its own.
func client(m *module) {
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for number := 0; ; number += rate {
		<-ticker.C
		for count := 0; count < rate; count++ {
			m.lend(number + count).sign([]byte("statement of account"))
			lifecycle.Done(1)
		}
	}
}

func main() {
	m := &module{}
	for slot := 0; slot < 4000; slot++ {
		m.lend(slot).sign([]byte("opening balance"))
	}
	go client(m)
	lifecycle.Ready()
	lifecycle.Wait()
}
