// Packets takes the packets of a recorded network apart and counts what is in them.
package main

import (
	"context"
	"encoding/binary"
	"math/bits"
	"runtime"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

// inFlight is how many packets may be held at a time.
const inFlight = 1024

type packet struct {
	source, target uint32
	port           uint16
	length         uint16
}

// decode reads the fields of a header.
func decode(header []byte) packet {
	return packet{
		source: binary.BigEndian.Uint32(header[12:]),
		target: binary.BigEndian.Uint32(header[16:]),
		port:   binary.BigEndian.Uint16(header[22:]),
		length: binary.BigEndian.Uint16(header[2:]),
	}
}

// statistics are those of one reader.
type statistics struct {
	packets, bytes int
	ports          [64]int
}

func (s *statistics) add(p packet) {
	s.packets++
	s.bytes += int(p.length)
	s.ports[bits.RotateLeft16(p.port, 3)%64]++
}

type recording struct {
	held chan struct{}
	done <-chan struct{}
}

// acquire waits for a place and reports whether work goes on.
func (r *recording) acquire() bool {
	select {
	case r.held <- struct{}{}:
		return true
	case <-r.done:
		return false
	}
}

func (r *recording) release() { <-r.held }

// read goes through one part of the recording, over and over.
func (r *recording) read(part int) {
	var s statistics
	header := make([]byte, 40)
	for r.acquire() {
		binary.BigEndian.PutUint32(header[12:], uint32(s.packets))
		header[23] = byte(s.packets * part)
		header[3] = byte(s.bytes)
		s.add(decode(header))
		r.release()
		if s.packets%1000 == 0 {
			daemon.Done(1000)
		}
	}
}

func open(ctx context.Context) *recording {
	return &recording{make(chan struct{}, inFlight), ctx.Done()}
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	r := open(ctx)
	for part := 0; part < max(4, runtime.NumCPU()); part++ {
		go r.read(part)
	}
	daemon.Run(ctx, pprof)
}
