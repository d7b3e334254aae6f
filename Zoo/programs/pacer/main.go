// Pacer sends packets of several streams at exact moments, so that receivers need only small buffers.
package main

import (
	"encoding/binary"
	"net"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	streams  = 4
	interval = 10 * time.Millisecond
	payload  = 480
)

// stream is one receiver's packets.
type stream struct {
	number  uint32
	counter uint32
	due     time.Time
	packet  [payload]byte
}

// pacer keeps to the moments at which packets are due.
type pacer struct {
	connection net.PacketConn
	receiver   net.Addr
	streams    []*stream
	late       int
}

func newPacer(connection net.PacketConn, receiver net.Addr) *pacer {
	p := &pacer{connection: connection, receiver: receiver}
	start := time.Now()
	for number := 0; number < streams; number++ {
		due := start.Add(time.Duration(number) * interval / streams)
		p.streams = append(p.streams, &stream{number: uint32(number), due: due})
	}
	return p
}

// first is the stream whose packet is due next.
func (p *pacer) first() *stream {
	found := p.streams[0]
	for _, candidate := range p.streams[1:] {
		if candidate.due.Before(found.due) {
			found = candidate
		}
	}
	return found
}

// await returns at a moment, to the microsecond.
func await(moment time.Time) time.Duration {
	for {
		if past := time.Since(moment); past >= 0 {
			return past
		}
	}
}

// send sends the next packet at its moment.
func (p *pacer) send() error {
	next := p.first()
	if await(next.due) > time.Millisecond {
		p.late++
	}
	next.counter++
	binary.BigEndian.PutUint32(next.packet[0:], next.number)
	binary.BigEndian.PutUint32(next.packet[4:], next.counter)
	next.due = next.due.Add(interval)
	_, err := p.connection.WriteTo(next.packet[:], p.receiver)
	return err
}

// receive counts what arrives.
func receive(connection net.PacketConn) {
	buffer := make([]byte, payload)
	for {
		if _, _, err := connection.ReadFrom(buffer); err != nil {
			return
		}
		lifecycle.Done(1)
	}
}

func main() {
	receiver, err := net.ListenPacket("udp", "127.0.0.1:0")
	lifecycle.Must(err)
	sender, err := net.ListenPacket("udp", "127.0.0.1:0")
	lifecycle.Must(err)
	go receive(receiver)
	p := newPacer(sender, receiver.LocalAddr())
	go func() {
		for {
			lifecycle.Must(p.send())
		}
	}()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
