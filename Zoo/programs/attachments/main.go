// Attachments keeps the files of messages in memory until they are fetched, in blocks that the collector need not look
// at.
package main

import (
	"crypto/sha256"
	"sync"
	"syscall"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	block    = 448 << 10
	pace     = 100 * time.Millisecond
	lifetime = 2 * time.Second
	limit    = 600
)

// attachment is a block with its key.
type attachment struct {
	key   [32]byte
	block []byte
	taken time.Time
}

// store finds attachments by their keys.
type store struct {
	mu   sync.Mutex
	all  map[[32]byte]*attachment
	took int
}

// reserve gets a block from the system.
func reserve() ([]byte, error) {
	return syscall.Mmap(-1, 0, block, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
}

// put keeps a file.
func (s *store) put(content []byte) error {
	memory, err := reserve()
	if err != nil {
		return err
	}
	for filled := 0; filled < len(memory); {
		filled += copy(memory[filled:], content)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := sha256.Sum256(memory)
	s.all[key] = &attachment{key: key, block: memory, taken: time.Now()}
	s.took++
	return nil
}

// expire forgets what nobody has fetched in time.
func (s *store) expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, kept := range s.all {
		if time.Since(kept.taken) > lifetime {
			delete(s.all, key)
		}
	}
}

func main() {
	s := &store{all: map[[32]byte]*attachment{}}
	go func() {
		ticker := time.NewTicker(pace)
		defer ticker.Stop()
		content := []byte("From: harbour office\r\nContent-Type: image/png\r\n\r\n")
		for number := 0; number < limit; number++ {
			<-ticker.C
			content[6] = byte(number)
			content[7] = byte(number >> 8)
			lifecycle.Must(s.put(content))
			s.expire()
			lifecycle.Done(1)
		}
	}()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
