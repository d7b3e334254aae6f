// Transcoder turns what arrives on several channels of speech into a compressed archive, at the pace of the speech.
package main

import (
	"compress/flate"
	"hash/crc32"
	"io"
	"math"
	"time"

	"example.org/zoo/internal/lifecycle"
)

const (
	channels = 18
	rate     = 48_000
	interval = 20 * time.Millisecond
)

// segment is twenty milliseconds of one channel.
type segment struct {
	channel int
	samples []int16
}

// speech is a source that has a new segment for each tick.
func speech(channel int, out chan<- segment) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	count, phase := int(rate*interval/time.Second), 0.0
	for range ticker.C {
		samples := make([]int16, count)
		for index := range samples {
			phase += 0.01 + float64(channel)/200
			samples[index] = int16(9000*math.Sin(phase) + 2000*math.Sin(3.1*phase))
		}
		out <- segment{channel, samples}
	}
}

// archive is what one channel is written to.
type archive struct {
	writer  *flate.Writer
	sum     uint32
	last    int16
	scratch []byte
}

func newArchive() *archive {
	writer, err := flate.NewWriter(io.Discard, 6)
	lifecycle.Must(err)
	return &archive{writer: writer}
}

// add stores the differences between samples, which compress better.
func (a *archive) add(samples []int16) error {
	a.scratch = a.scratch[:0]
	for _, sample := range samples {
		difference := sample - a.last
		a.last = sample
		a.scratch = append(a.scratch, byte(difference), byte(difference>>8))
	}
	a.sum = crc32.Update(a.sum, crc32.IEEETable, a.scratch)
	_, err := a.writer.Write(a.scratch)
	return err
}

func main() {
	segments := make(chan segment, 2*channels)
	for channel := 0; channel < channels; channel++ {
		go speech(channel, segments)
	}
	go func() {
		archives := make([]*archive, channels)
		for index := range archives {
			archives[index] = newArchive()
		}
		for next := range segments {
			lifecycle.Must(archives[next.channel].add(next.samples))
			lifecycle.Done(1)
		}
	}()
	lifecycle.Ready()
	lifecycle.Wait()
}
