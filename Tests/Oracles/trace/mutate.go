package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"

	"example.org/oracle/trace/raw"
	"example.org/oracle/trace/tracev2"
)

// batch is a batch event and those in it; what stands between batches is a batch of one.
type batch []raw.Event

func (b batch) isOfEvents() bool { return b[0].Ev == tracev2.EvEventBatch }

// mutate writes a trace with one to three mistakes, none of which is in the lengths: a reader has to find them by their
// meaning, or to do without. The same seed gives the same mistakes.
func mutate(path, target, seed string) error {
	number, err := strconv.ParseUint(seed, 10, 64)
	if err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	reader, err := raw.NewReader(file)
	if err != nil {
		return err
	}
	var batches []batch
	for {
		event, err := reader.ReadEvent()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		last := len(batches) - 1
		switch event.Ev {
		case tracev2.EvEventBatch, tracev2.EvExperimentalBatch, tracev2.EvEndOfGeneration:
			batches = append(batches, batch{event})
		default:
			if last < 0 {
				return fmt.Errorf("the first event is %s", event.String())
			}
			batches[last] = append(batches[last], event)
		}
	}
	chance := rand.New(rand.NewPCG(number, 1))
	for range 1 + chance.IntN(3) {
		batches = spoil(batches, chance)
	}
	output, err := os.Create(target)
	if err != nil {
		return err
	}
	defer output.Close()
	buffer := bufio.NewWriter(output)
	writer, err := raw.NewWriter(buffer, reader.Version())
	if err != nil {
		return err
	}
	for _, batch := range batches {
		if batch.isOfEvents() {
			size := 0
			for index := range batch[1:] {
				size += batch[1+index].EncodedSize()
			}
			batch[0].Args[3] = uint64(size)
		}
		for _, event := range batch {
			if err := writer.WriteEvent(event); err != nil {
				return err
			}
		}
	}
	return buffer.Flush()
}

// spoil makes one mistake.
func spoil(batches []batch, chance *rand.Rand) []batch {
	if len(batches) == 0 {
		return batches
	}
	place := chance.IntN(len(batches))
	chosen := batches[place]
	if chance.IntN(8) == 0 || len(chosen) < 2 {
		return spoilBatches(batches, place, chance)
	}
	index := 1 + chance.IntN(len(chosen)-1)
	event := &chosen[index]
	switch chance.IntN(6) {
	case 0:
		batches[place] = append(chosen[:index:index], chosen[index+1:]...)
	case 1:
		batches[place] = append(chosen[:index:index], append(batch{clone(*event)}, chosen[index:]...)...)
	case 2:
		if index+1 < len(chosen) {
			chosen[index], chosen[index+1] = chosen[index+1], chosen[index]
		}
	case 3:
		// An event of somewhere else.
		other := batches[chance.IntN(len(batches))]
		taken := clone(other[chance.IntN(len(other))])
		if taken.Ev != tracev2.EvEventBatch && taken.Ev != tracev2.EvExperimentalBatch {
			batches[place] = append(chosen[:index:index], append(batch{taken}, chosen[index:]...)...)
		}
	default:
		if len(event.Args) > 0 {
			spoilArgument(event, chance)
		}
	}
	return batches
}

func spoilArgument(event *raw.Event, chance *rand.Rand) {
	*event = clone(*event)
	index := chance.IntN(len(event.Args))
	if event.Version.Specs()[event.Ev].IsStack && index == 1 {
		return
	}
	value := &event.Args[index]
	switch chance.IntN(6) {
	case 0:
		*value++
	case 1:
		*value--
	case 2:
		*value = 0
	case 3:
		*value = uint64(chance.IntN(64))
	case 4:
		*value = 1 << chance.IntN(64)
	case 5:
		*value = ^uint64(0) >> chance.IntN(64)
	}
}

func spoilBatches(batches []batch, place int, chance *rand.Rand) []batch {
	chosen := batches[place]
	switch chance.IntN(5) {
	case 0:
		return append(batches[:place:place], batches[place+1:]...)
	case 1:
		var copied batch
		for _, event := range chosen {
			copied = append(copied, clone(event))
		}
		return append(batches[:place:place], append([]batch{copied}, batches[place:]...)...)
	case 2:
		if place+1 < len(batches) {
			batches[place], batches[place+1] = batches[place+1], batches[place]
		}
	default:
		// Its generation, thread or time.
		if chosen.isOfEvents() {
			value := &chosen[0].Args[chance.IntN(3)]
			*value += uint64(chance.IntN(5)) - 2
		}
	}
	return batches
}

func clone(event raw.Event) raw.Event {
	event.Args = append([]uint64(nil), event.Args...)
	return event
}
