// Archive appends documents to segment files and reads them back by number.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"example.org/zoo/internal/daemon"
)

const perSegment = 20

type segment struct {
	file    *os.File
	offsets []int64
	size    int64
}

type archive struct {
	mutex    sync.Mutex
	folder   string
	segments []*segment
}

// current returns the segment that documents are appended to.
func (a *archive) current() (*segment, error) {
	if last := len(a.segments) - 1; last >= 0 && len(a.segments[last].offsets) < perSegment {
		return a.segments[last], nil
	}
	file, err := os.Create(filepath.Join(a.folder, fmt.Sprintf("%06d.segment", len(a.segments))))
	if err != nil {
		return nil, err
	}
	fresh := &segment{file: file}
	a.segments = append(a.segments, fresh)
	return fresh, nil
}

// put appends a document and returns its number.
func (a *archive) put(document []byte) (int, error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	s, err := a.current()
	if err != nil {
		return 0, err
	}
	record := binary.LittleEndian.AppendUint32(nil, uint32(len(document)))
	record = append(record, document...)
	if _, err := s.file.WriteAt(record, s.size); err != nil {
		return 0, err
	}
	s.offsets = append(s.offsets, s.size)
	s.size += int64(len(record))
	return (len(a.segments)-1)*perSegment + len(s.offsets) - 1, nil
}

// get reads a document.
func (a *archive) get(number int) ([]byte, error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	s := a.segments[number/perSegment]
	offset := s.offsets[number%perSegment]
	var head [4]byte
	if _, err := s.file.ReadAt(head[:], offset); err != nil {
		return nil, err
	}
	document := make([]byte, binary.LittleEndian.Uint32(head[:]))
	_, err := s.file.ReadAt(document, offset+4)
	return document, err
}

// office files documents and looks some of the last ones up.
func office(a *archive, name int) {
	for turn := 0; ; turn++ {
		number, err := a.put([]byte(fmt.Sprintf("minutes of meeting %d of office %d", turn, name)))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		if _, err := a.get(max(0, number-turn%5)); err == nil {
			daemon.Done(1)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func main() {
	ctx := daemon.Context()
	a := &archive{folder: daemon.Folder()}
	for name := 0; name < 5; name++ {
		go office(a, name)
	}
	daemon.Run(ctx)
}
