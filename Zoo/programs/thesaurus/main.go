// Thesaurus has all its words in memory and answers a few hundred questions a second.
package main

import (
	"fmt"
	"math/rand"
	"sync"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	words   = 700_000
	readers = 3
)

// word is an entry; others with the same meaning follow it.
type word struct {
	text    string
	similar []*word
}

// book finds words by their texts.
type book struct {
	words map[string]*word
	order []*word
	cache sync.Map
}

func load() *book {
	b := &book{words: make(map[string]*word, words)}
	for number := 0; number < words; number++ {
		next := &word{text: fmt.Sprintf("word-%06d", number)}
		if number > 2 {
			next.similar = append(next.similar, b.order[number-1], b.order[number/2])
		}
		b.words[next.text] = next
		b.order = append(b.order, next)
	}
	return b
}

// find collects what is similar, two steps away at most.
func (b *book) find(text string) []string {
	var found []string
	start := b.words[text]
	if start == nil {
		return nil
	}
	for _, first := range start.similar {
		found = append(found, first.text)
		for _, second := range first.similar {
			found = append(found, second.text)
		}
	}
	b.cache.Store(len(text)%16, found)
	return found
}

func main() {
	b := load()
	for reader := 0; reader < readers; reader++ {
		go func(random *rand.Rand) {
			ticker := time.NewTicker(10 * time.Millisecond)
			defer ticker.Stop()
			for range ticker.C {
				if len(b.find(b.order[random.Intn(words)].text)) > 0 {
					lifecycle.Done(1)
				}
			}
		}(rand.New(rand.NewSource(int64(reader))))
	}
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
