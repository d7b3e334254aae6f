// Scrapbook keeps the cuttings of a newspaper's archive in memory and shows those that readers ask for.
package main

import (
	"math/rand"
	"time"

	"example.org/zoo/internal/lifecycle"
)

const (
	cuttings = 3200
	size     = 64 << 10
	readers  = 4
)

// cutting is a page with its headline.
type cutting struct {
	number int
	page   []byte
}

// archive has all cuttings.
type archive struct {
	cuttings []*cutting
}

func collect() *archive {
	a := &archive{}
	random := rand.New(rand.NewSource(5))
	for number := 0; number < cuttings; number++ {
		next := &cutting{number, make([]byte, size)}
		random.Read(next.page)
		a.cuttings = append(a.cuttings, next)
	}
	return a
}

// show goes over a page as a reader does.
func (a *archive) show(number int) int {
	letters := 0
	for _, value := range a.cuttings[number].page {
		if value > 64 {
			letters++
		}
	}
	return letters
}

func main() {
	a := collect()
	for reader := 0; reader < readers; reader++ {
		go func(random *rand.Rand) {
			for {
				if a.show(random.Intn(cuttings)) > 0 {
					lifecycle.Done(1)
				}
				time.Sleep(time.Millisecond)
			}
		}(rand.New(rand.NewSource(int64(reader))))
	}
	lifecycle.Ready()
	lifecycle.Wait()
}
