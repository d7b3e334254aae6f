// Pricing values options for traders. Values that were asked for lately are kept.
package main

import (
	"math"
	"sync"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

type option struct {
	strike, spot float64
	months       int
}

type book struct {
	mutex  sync.Mutex
	values map[option]float64
	asked  int
}

// value returns what an option is worth.
func (b *book) value(o option) float64 {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.asked++
	if known, ok := b.values[o]; ok {
		return known
	}
	if len(b.values) > 10_000 {
		clear(b.values)
	}
	computed := simulate(o)
	b.values[o] = computed
	return computed
}

// simulate goes along many random paths of the price.
func simulate(o option) float64 {
	const paths = 400
	state := math.Float64bits(o.strike*31+o.spot) | 1
	drift, volatility := 0.03/12, 0.2/math.Sqrt(12)
	sum := 0.0
	for path := 0; path < paths; path++ {
		price := o.spot
		for month := 0; month < o.months; month++ {
			state ^= state << 13
			state ^= state >> 7
			state ^= state << 17
			step := float64(state>>11)/(1<<53)*2 - 1
			price *= math.Exp(drift + volatility*step)
		}
		sum += math.Max(0, price-o.strike)
	}
	return sum / paths
}

// trader asks for the values of a moving market.
func trader(number int, b *book) {
	spot := 100 + float64(number)
	for turn := 0; ; turn++ {
		spot += math.Sin(float64(turn+number)) / 10
		worth := b.value(option{strike: 100 + float64(turn%20), spot: spot, months: 24})
		if !math.IsNaN(worth) {
			daemon.Done(1)
		}
	}
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	b := &book{values: map[option]float64{}}
	for number := 0; number < 24; number++ {
		go trader(number, b)
	}
	daemon.Run(ctx, pprof)
}
