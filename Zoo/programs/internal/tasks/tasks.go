// Package tasks has the calculations that several services of this folder make for their customers: sums, orders,
// forecasts, archives. A round of each takes about as long as a round of any other.
package tasks

import (
	"compress/flate"
	"crypto/sha256"
	"encoding/base64"
	"hash/crc32"
	"io"
	"math"
	"sort"
)

// Desk holds what one worker needs for its calculations.
type Desk struct {
	numbers []float64
	sorted  []float64
	bytes   []byte
	text    []byte
	counts  map[uint64]int
	archive *flate.Writer
	seed    uint64
}

// NewDesk makes a desk; desks with different seeds have different numbers on them.
func NewDesk(seed uint64) *Desk {
	d := &Desk{
		numbers: make([]float64, 4096), sorted: make([]float64, 4096), bytes: make([]byte, 32<<10),
		counts: map[uint64]int{}, seed: seed*2654435761 + 1,
	}
	d.text = make([]byte, base64.StdEncoding.EncodedLen(len(d.bytes)))
	d.archive, _ = flate.NewWriter(io.Discard, 3)
	for index := range d.numbers {
		d.numbers[index] = float64(d.draw()%10_000) / 7
	}
	for index := range d.bytes {
		d.bytes[index] = byte(d.draw() >> 40 & 31)
	}
	return d
}

func (d *Desk) draw() uint64 {
	d.seed ^= d.seed << 13
	d.seed ^= d.seed >> 7
	d.seed ^= d.seed << 17
	return d.seed
}

// All are the calculations, a round of each.
var All = []func(*Desk) float64{
	(*Desk).Seal, (*Desk).Rank, (*Desk).Archive, (*Desk).Forecast, (*Desk).Histogram, (*Desk).Sieve, (*Desk).Mail,
	(*Desk).Matrix,
}

// Seal chains the sums of a block.
func (d *Desk) Seal() float64 {
	total := 0
	for round := 0; round < 20; round++ {
		d.bytes[round]++
		sum := sha256.Sum256(d.bytes)
		total += int(sum[0])
	}
	return float64(total)
}

// Rank finds the middle of the numbers.
func (d *Desk) Rank() float64 {
	for round := 0; round < 2; round++ {
		copy(d.sorted, d.numbers)
		d.sorted[int(d.draw()%4096)] = float64(round)
		sort.Float64s(d.sorted)
	}
	return d.sorted[len(d.sorted)/2]
}

// Archive compresses a block.
func (d *Desk) Archive() float64 {
	for round := 0; round < 2; round++ {
		d.archive.Reset(io.Discard)
		d.archive.Write(d.bytes[:24<<10])
		d.archive.Close()
	}
	return float64(len(d.bytes))
}

// Forecast follows level and trend of the numbers.
func (d *Desk) Forecast() float64 {
	level, trend := d.numbers[0], 0.0
	for round := 0; round < 22; round++ {
		for _, number := range d.numbers {
			last := level
			level = 0.3*number + 0.7*(level+trend)
			trend = 0.1*(level-last) + 0.9*trend
		}
		level += math.Sin(trend)
	}
	return level
}

// Histogram counts how often numbers were drawn.
func (d *Desk) Histogram() float64 {
	for round := 0; round < 55_000; round++ {
		d.counts[d.draw()%2048]++
	}
	return float64(len(d.counts))
}

// Sieve counts primes.
func (d *Desk) Sieve() float64 {
	const limit = 32 << 10
	marks, found := d.text[:limit], 0
	for round := 0; round < 9; round++ {
		for index := range marks {
			marks[index] = 0
		}
		for number := 2; number < limit; number++ {
			if marks[number] != 0 {
				continue
			}
			found++
			for multiple := number * 2; multiple < limit; multiple += number {
				marks[multiple] = 1
			}
		}
	}
	return float64(found)
}

// Mail writes a block as text with its sum.
func (d *Desk) Mail() float64 {
	sum := uint32(0)
	for round := 0; round < 22; round++ {
		base64.StdEncoding.Encode(d.text, d.bytes)
		sum = crc32.Update(sum, crc32.IEEETable, d.text)
	}
	return float64(sum)
}

// Matrix multiplies the numbers as a matrix.
func (d *Desk) Matrix() float64 {
	const side = 56
	for round := 0; round < 2; round++ {
		for row := 0; row < side; row++ {
			for column := 0; column < side; column++ {
				sum := 0.0
				for index := 0; index < side; index++ {
					sum += d.numbers[row*side+index] * d.numbers[index*side+column]
				}
				d.sorted[row*side+column] = sum
			}
		}
	}
	return d.sorted[side]
}
