// Checkout books the sales of many tills, which arrive together every other second.
package main

import (
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	tills    = 60
	interval = 2 * time.Second
)

// sale is what a customer has bought.
type sale struct {
	till  int
	items [12]uint32
}

// journal chains sales, so that none is lost.
type journal struct {
	mu   sync.Mutex
	last [32]byte
	size int
}

// book adds a sale with a seal over all before it.
func (j *journal) book(next sale) {
	var buffer [4 * 12]byte
	for index, item := range next.items {
		binary.LittleEndian.PutUint32(buffer[4*index:], item)
	}
	seal := sha256.Sum256(buffer[:])
	for round := 0; round < 4000; round++ {
		seal = sha256.Sum256(seal[:])
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for index := range j.last {
		j.last[index] ^= seal[index]
	}
	j.size++
	lifecycle.Done(1)
}

// round books what all tills have sent.
func round(j *journal, number int) {
	var group sync.WaitGroup
	for till := 0; till < tills; till++ {
		group.Add(1)
		go func(till int) {
			defer group.Done()
			for count := 0; count < 4; count++ {
				next := sale{till: till}
				for index := range next.items {
					next.items[index] = uint32(number*till + index)
				}
				j.book(next)
			}
		}(till)
	}
	group.Wait()
}

func main() {
	j := &journal{}
	go func() {
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		for number := 0; ; number++ {
			round(j, number)
			<-ticker.C
		}
	}()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
