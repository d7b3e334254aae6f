// Inventory counts what is in a warehouse. Each change goes to a replica in another building as well.
package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/remote"
)

const recordSize = 2048

type change struct {
	shelf uint32
	delta int32
	at    time.Time
}

// record is a change as it goes to the replica: with the state of the shelf and a reserve for later fields.
func (c change) record(state int32) []byte {
	text := make([]byte, 0, recordSize)
	text = binary.LittleEndian.AppendUint32(text, c.shelf)
	text = binary.LittleEndian.AppendUint32(text, uint32(c.delta))
	text = binary.LittleEndian.AppendUint32(text, uint32(state))
	text = binary.LittleEndian.AppendUint64(text, uint64(c.at.UnixNano()))
	return text[:recordSize]
}

type warehouse struct {
	lock    sync.RWMutex
	shelves map[uint32]int32
	replica net.Conn
}

// apply makes a change here and at the replica.
func (w *warehouse) apply(c change) error {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.shelves[c.shelf] += c.delta
	return w.forward(c)
}

func (w *warehouse) forward(c change) error {
	_, err := w.replica.Write(c.record(w.shelves[c.shelf]))
	return err
}

// stock returns what is on a shelf.
func (w *warehouse) stock(shelf uint32) int32 {
	w.lock.RLock()
	defer w.lock.RUnlock()
	return w.shelves[shelf]
}

// forklift moves goods between shelves.
func forklift(number uint32, w *warehouse) {
	for turn := uint32(0); ; turn++ {
		if err := w.apply(change{(number*7 + turn) % 300, int32(turn%5) - 2, time.Now()}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		daemon.Done(1)
	}
}

// clerk looks shelves up.
func clerk(number uint32, w *warehouse) {
	for turn := uint32(0); ; turn++ {
		if w.stock((number+turn)%300) >= 0 {
			daemon.Done(1)
		}
		time.Sleep(time.Millisecond)
	}
}

func main() {
	if companion.Play(companion.Roles{"replica": remote.Sink}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("replica", "4096", "40ms")
	connection, err := net.Dial("tcp", peer)
	daemon.Check(err)
	daemon.Check(connection.(*net.TCPConn).SetWriteBuffer(32 << 10))
	w := &warehouse{shelves: map[uint32]int32{}, replica: connection}
	for number := uint32(0); number < 8; number++ {
		go forklift(number, w)
		go clerk(number, w)
	}
	daemon.Run(ctx, "peer="+peer)
}
