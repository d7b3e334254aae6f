// Quotes keeps the last prices of many papers and gives each of its customers a copy of those that are interesting.
package main

import (
	"math/rand"
	"sync"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	papers    = 120_000
	customers = 3
	portfolio = 400
)

// quote is a price with where it came from.
type quote struct {
	paper  int
	price  float64
	source *source
	next   *quote
}

type source struct {
	market string
	delay  int
}

// board has the newest quote of each paper, and the one before.
type board struct {
	mu     sync.RWMutex
	latest []*quote
}

// update puts a new quote before the last one.
func (b *board) update(paper int, price float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	last := b.latest[paper]
	next := &quote{paper: paper, price: price, source: &source{"main", paper % 3}}
	if last != nil {
		next.next = &quote{paper: paper, price: last.price, source: last.source}
	}
	b.latest[paper] = next
}

// extract copies the board, with the quotes of a portfolio marked as seen.
func (b *board) extract(from int) []*quote {
	b.mu.RLock()
	defer b.mu.RUnlock()
	found := append([]*quote(nil), b.latest...)
	for index := 0; index < portfolio; index++ {
		paper := (from + index*7) % papers
		copied := *b.latest[paper]
		copied.source = &source{copied.source.market, copied.source.delay + 1}
		found[paper] = &copied
	}
	return found
}

func main() {
	b := &board{latest: make([]*quote, papers)}
	for paper := range b.latest {
		b.update(paper, float64(paper%1000))
		b.update(paper, float64(paper%1000)+0.5)
	}
	go func() {
		random := rand.New(rand.NewSource(4))
		for range time.Tick(5 * time.Millisecond) {
			for count := 0; count < 100; count++ {
				b.update(random.Intn(papers), random.Float64()*100)
			}
		}
	}()
	for customer := 0; customer < customers; customer++ {
		random := rand.New(rand.NewSource(int64(customer)))
		go func() {
			sum := 0.0
			for {
				for _, next := range b.extract(random.Intn(papers))[:portfolio] {
					sum += next.price
				}
				lifecycle.Done(1)
			}
		}()
	}
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
