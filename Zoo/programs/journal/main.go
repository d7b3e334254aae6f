// Journal writes down what happens in the branches of a bank, each branch in a file of its own.
package main

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

const largest = 1 << 20

type branch struct {
	number int
	file   *os.File
	size   int64
	record []byte
}

func open(folder string, number int) (*branch, error) {
	file, err := os.Create(filepath.Join(folder, fmt.Sprintf("branch-%d.journal", number)))
	return &branch{number: number, file: file}, err
}

// frame puts a length before an event and a sum behind it.
func (b *branch) frame(event string) []byte {
	b.record = binary.LittleEndian.AppendUint32(b.record[:0], uint32(len(event)))
	b.record = append(b.record, event...)
	b.record = binary.LittleEndian.AppendUint32(b.record, crc32.ChecksumIEEE([]byte(event)))
	return b.record
}

// write puts down one event for good.
func (b *branch) write(event string) error {
	if b.size > largest {
		if err := b.restart(); err != nil {
			return err
		}
	}
	count, err := b.file.WriteAt(b.frame(event), b.size)
	if err != nil {
		return err
	}
	b.size += int64(count)
	return b.file.Sync()
}

// restart begins the file anew.
func (b *branch) restart() error {
	b.size = 0
	return b.file.Truncate(0)
}

// day writes down a branch's events.
func (b *branch) day() {
	for number := 0; ; number++ {
		if err := b.write(fmt.Sprintf("branch %d: transfer %d of %d", b.number, number, number*37%9973)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		daemon.Done(1)
	}
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	folder := daemon.Folder()
	for number := 0; number < 4; number++ {
		b, err := open(folder, number)
		daemon.Check(err)
		go b.day()
	}
	daemon.Run(ctx, pprof)
}
