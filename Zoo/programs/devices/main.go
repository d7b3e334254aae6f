// Devices takes the messages of devices, checks them and keeps a line about each.
package main

import (
	"hash/crc32"
	"log"
	"sync/atomic"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/remote"
)

type message struct {
	device  int
	number  int
	payload []byte
}

type hub struct {
	lines    *log.Logger
	accepted atomic.Int64
	refused  atomic.Int64
}

// handle checks one message.
func (g *hub) handle(m message) {
	started := time.Now()
	sum := crc32.ChecksumIEEE(m.payload)
	if sum%1000 == 0 {
		g.refused.Add(1)
		g.lines.Printf("refused device=%d number=%d sum=%08x", m.device, m.number, sum)
		return
	}
	g.accepted.Add(1)
	g.lines.Printf("accepted device=%d number=%d bytes=%d sum=%08x took=%s total=%d",
		m.device, m.number, len(m.payload), sum, time.Since(started), g.accepted.Load())
	daemon.Done(1)
}

// device sends messages, the next one as soon as the last one was taken.
func (g *hub) device(number int) {
	payload := make([]byte, 512)
	for turn := 0; ; turn++ {
		for index := range payload {
			payload[index] = byte(turn*index + number)
		}
		g.handle(message{number, turn, payload})
	}
}

func main() {
	if companion.Play(companion.Roles{"collector": remote.Collector}) {
		return
	}
	ctx := daemon.Context()
	collector := companion.StartReading("collector", "2048", "20ms")
	g := &hub{lines: log.New(collector, "hub: ", log.LstdFlags|log.Lmicroseconds)}
	for number := 0; number < 20; number++ {
		go g.device(number)
	}
	daemon.Run(ctx, debugport.Serve())
}
