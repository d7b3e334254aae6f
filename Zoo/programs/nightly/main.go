// Nightly works through a batch of jobs as soon as there is one. It has just done so, and waits for the next.
package main

import (
	"crypto/sha512"
	"sync"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	jobs    = 200
	workers = 16
	every   = 30 * time.Minute
)

// job is a document that is to be sealed.
type job struct {
	number int
	data   [4096]byte
	seal   [64]byte
}

// plant has workers between two queues.
type plant struct {
	todo    chan *job
	done    chan *job
	results map[int][64]byte
	mu      sync.Mutex
	idle    sync.WaitGroup
}

func (p *plant) work() {
	defer p.idle.Done()
	for next := range p.todo {
		for round := 0; round < 20; round++ {
			next.seal = sha512.Sum512(next.data[:])
			next.data[round] ^= next.seal[0]
		}
		p.done <- next
		lifecycle.Done(1)
	}
}

// file keeps the results.
func (p *plant) file() {
	for next := range p.done {
		p.mu.Lock()
		p.results[next.number] = next.seal
		p.mu.Unlock()
	}
}

// batch hands in all jobs of a night.
func (p *plant) batch(night int) {
	for number := 0; number < jobs; number++ {
		p.todo <- &job{number: night*jobs + number}
	}
}

func main() {
	p := &plant{todo: make(chan *job), done: make(chan *job, workers), results: map[int][64]byte{}}
	p.idle.Add(workers)
	for number := 0; number < workers; number++ {
		go p.work()
	}
	go p.file()
	p.batch(0)
	go func() {
		for night := 1; ; night++ {
			time.Sleep(every)
			p.batch(night)
		}
	}()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
	close(p.todo)
	p.idle.Wait()
}
