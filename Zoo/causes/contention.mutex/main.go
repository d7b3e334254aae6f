// A signer computes under its lock: forty callers wait for the processor time of one.
package main

import (
	"crypto/sha256"
	"sync"

	"example.org/zoo/internal/settle"
)

// Signer signs documents with a key that is derived slowly.
type Signer struct {
	mu  sync.Mutex
	key [32]byte
}

// Sign derives a key and signs. WRONG: the derivation needs no lock.
func (s *Signer) Sign(document []byte) [32]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key = derive(s.key)
	return sha256.Sum256(append(s.key[:], document...))
}

func derive(key [32]byte) [32]byte {
	for range [20_000]int{} {
		key = sha256.Sum256(key[:])
	}
	return key
}

func signForEver(signer *Signer, document []byte) {
	for {
		signer.Sign(document)
	}
}

func main() {
	signer := &Signer{}
	for range [40]int{} {
		go signForEver(signer, []byte("contract"))
	}
	settle.Ready("", settle.Goroutines(35, "sync.Mutex.Lock", "main.(*Signer).Sign("))
	settle.UntilInterrupted()
}
