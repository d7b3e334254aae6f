// Checkpoints keeps how far the workers of a long computation have come.
package main

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"syscall"

	"example.org/zoo/internal/daemon"
)

const fields = 8

type state struct {
	step  uint64
	terms [fields - 1]uint64
}

// progress is one worker's file.
type progress struct{ file *os.File }

func open(folder string, worker int) (*progress, error) {
	path := filepath.Join(folder, fmt.Sprintf("worker-%d.state", worker))
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|syscall.O_DSYNC, 0o600)
	return &progress{file}, err
}

func (p *progress) put(index int, value uint64) error {
	var text [8]byte
	binary.LittleEndian.PutUint64(text[:], value)
	_, err := p.file.WriteAt(text[:], int64(index*len(text)))
	return err
}

// save keeps a state.
func (p *progress) save(s *state) error {
	for index, term := range s.terms {
		if err := p.put(index+1, term); err != nil {
			return err
		}
	}
	return p.put(0, s.step)
}

// next computes a step.
func (s *state) next() {
	sum := fnv.New64a()
	var text [8]byte
	for index, term := range s.terms {
		binary.LittleEndian.PutUint64(text[:], term+s.step)
		sum.Write(text[:])
		s.terms[index] = sum.Sum64()
	}
	s.step++
}

// compute goes on step by step.
func compute(p *progress) {
	s := &state{}
	for {
		s.next()
		if err := p.save(s); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		daemon.Done(1)
	}
}

func main() {
	ctx := daemon.Context()
	folder := daemon.Folder()
	for worker := 0; worker < 3; worker++ {
		p, err := open(folder, worker)
		daemon.Check(err)
		go compute(p)
	}
	daemon.Run(ctx)
}
