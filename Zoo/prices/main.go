// Prices is a service that adds up carts: what it does most is small, and yet not inlined, or on the heap.
package main

import (
	"fmt"
	"sort"
	"sync"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

// item is a line of a cart.
type item struct {
	name  string
	count int
}

// catalogue knows what things cost, in cents.
type catalogue struct {
	mu     sync.RWMutex
	prices map[string]int64
}

// price is asked once for each item.
func (c *catalogue) price(name string) (int64, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	cents, ok := c.prices[name]
	return cents, ok
}

// discounted takes off what many of one thing are cheaper.
func discounted(cents int64, count int) (int64, error) {
	switch {
	case count < 0:
		return 0, fmt.Errorf("%d is no number of things", count)
	case count >= 100:
		cents -= cents / 8
	case count >= 10:
		cents -= cents / 20
	}
	return cents * int64(count), nil
}

// line is what a bill says of an item.
type line struct {
	name  string
	cents int64
}

// bill is sorted by what things cost together.
type bill []*line

func (b bill) Len() int           { return len(b) }
func (b bill) Less(i, j int) bool { return b[i].cents > b[j].cents }
func (b bill) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func (c *catalogue) add(cart []item) (bill, int64, error) {
	var lines bill
	var sum int64
	for _, item := range cart {
		cents, ok := c.price(item.name)
		if !ok {
			continue
		}
		cents, err := discounted(cents, item.count)
		if err != nil {
			return nil, 0, err
		}
		lines = append(lines, &line{item.name, cents})
		sum += cents
	}
	sort.Sort(lines)
	return lines, sum, nil
}

func main() {
	all := &catalogue{prices: map[string]int64{}}
	var cart []item
	for number := 0; number < 40; number++ {
		name := fmt.Sprintf("thing %02d", number)
		all.prices[name] = int64(100 + 7*number)
		cart = append(cart, item{name, 1 + number*3})
	}
	for worker := 0; worker < 2; worker++ {
		go func() {
			for {
				if _, _, err := all.add(cart); err != nil {
					panic(err)
				}
				lifecycle.Done(1)
			}
		}()
	}
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
