// Exchange keeps an order book and hands a copy of it to each of its subscribers after each change.
package main

import (
	"encoding/json"
	"math/rand"
	"sync/atomic"

	"example.org/zoo/internal/lifecycle"
)

const depth = 120

// level is the offers at one price.
type level struct {
	Price    float64           `json:"price"`
	Quantity int               `json:"quantity"`
	Owners   []string          `json:"owners"`
	Notes    map[string]string `json:"notes"`
}

// book has both sides of the market.
type book struct {
	Symbol string  `json:"symbol"`
	Number int     `json:"number"`
	Bids   []level `json:"bids"`
	Asks   []level `json:"asks"`
}

func open(symbol string) *book {
	b := &book{Symbol: symbol}
	for index := 0; index < depth; index++ {
		owners, notes := []string{"north", "harbour"}, map[string]string{"venue": "main"}
		b.Bids = append(b.Bids, level{100 - float64(index)/10, 50, owners, notes})
		b.Asks = append(b.Asks, level{101 + float64(index)/10, 50, owners, notes})
	}
	return b
}

// change applies one order.
func (b *book) change(random *rand.Rand) {
	side := b.Bids
	if random.Intn(2) == 0 {
		side = b.Asks
	}
	side[random.Intn(len(side))].Quantity = 1 + random.Intn(100)
	b.Number++
}

// snapshot is a copy that a subscriber may keep.
func (b *book) snapshot() *book {
	data, err := json.Marshal(b)
	if err != nil {
		return nil
	}
	copied := &book{}
	if json.Unmarshal(data, copied) != nil {
		return nil
	}
	return copied
}

// spread is what a subscriber wants to know.
func (b *book) spread() float64 { return b.Asks[0].Price - b.Bids[0].Price }

// history is kept for the auditors.
type history struct {
	records []byte
	next    int
}

func (h *history) add(number, quantity int) {
	h.records[h.next%len(h.records)] = byte(number ^ quantity)
	h.next++
}

func main() {
	b, random := open("OAK"), rand.New(rand.NewSource(3))
	past := &history{records: make([]byte, 48<<20)}
	var widest atomic.Int64
	updates := make(chan *book)
	for subscriber := 0; subscriber < 3; subscriber++ {
		go func() {
			for update := range updates {
				if spread := int64(update.spread() * 100); spread > widest.Load() {
					widest.Store(spread)
				}
				lifecycle.Done(1)
			}
		}()
	}
	go func() {
		for {
			b.change(random)
			past.add(b.Number, b.Bids[0].Quantity)
			updates <- b.snapshot()
		}
	}()
	lifecycle.Ready()
	lifecycle.Wait()
}
