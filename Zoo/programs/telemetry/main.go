// Telemetry receives frames from vehicles and keeps the newest position and a trail of event codes of each.
package main

import (
	"encoding/binary"
	"sync"
	"time"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

const frameSize = 8 << 10

type vehicle struct {
	position [2]uint32
	trail    [][]byte
}

type fleet struct {
	mutex    sync.Mutex
	vehicles map[uint32]*vehicle
}

// receive reads a frame off the radio.
func receive(number, sequence uint32) []byte {
	frame := make([]byte, frameSize)
	binary.LittleEndian.PutUint32(frame, number)
	binary.LittleEndian.PutUint32(frame[4:], sequence)
	for offset := 8; offset+4 <= len(frame); offset += 4 {
		binary.LittleEndian.PutUint32(frame[offset:], sequence*2654435761+uint32(offset))
	}
	return frame
}

// handle takes over what a frame says.
func (f *fleet) handle(frame []byte) {
	number := binary.LittleEndian.Uint32(frame)
	f.mutex.Lock()
	defer f.mutex.Unlock()
	v := f.vehicles[number]
	if v == nil {
		v = &vehicle{}
		f.vehicles[number] = v
	}
	v.position = [2]uint32{binary.LittleEndian.Uint32(frame[16:]), binary.LittleEndian.Uint32(frame[20:])}
	if checksum(frame)%16 == 0 {
		// The event code and its time.
		v.trail = append(v.trail, frame[8:24])
	}
}

func checksum(frame []byte) uint32 {
	var sum uint32
	for _, b := range frame {
		sum = sum<<5 ^ sum>>27 ^ uint32(b)
	}
	return sum >> 8
}

// radio receives the frames of some vehicles.
func radio(f *fleet, channel uint32) {
	for sequence := uint32(0); ; sequence++ {
		for number := channel * 20; number < channel*20+20; number++ {
			f.handle(receive(number, sequence))
			daemon.Done(1)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	f := &fleet{vehicles: map[uint32]*vehicle{}}
	for channel := uint32(0); channel < 4; channel++ {
		go radio(f, channel)
	}
	daemon.Run(ctx, pprof)
}
