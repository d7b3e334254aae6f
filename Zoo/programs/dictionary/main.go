// Dictionary holds the words of several languages with their translations, and answers look-ups.
package main

import (
	"fmt"
	"math/rand"
	"runtime/debug"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	words  = 360_000
	budget = 66 << 20
)

// entry is a word with what it means.
type entry struct {
	word         string
	translations []*translation
}

type translation struct {
	language string
	word     string
	entry    *entry
}

// dictionary finds entries by their words.
type dictionary struct {
	entries map[string]*entry
	order   []*entry
}

func load() *dictionary {
	d := &dictionary{entries: make(map[string]*entry, words)}
	for number := 0; number < words; number++ {
		next := &entry{word: fmt.Sprintf("w%06d", number)}
		next.translations = append(next.translations, &translation{"de", next.word, next})
		d.entries[next.word] = next
		d.order = append(d.order, next)
	}
	return d
}

// answer is what a reader gets: the translations, and words nearby.
type answer struct {
	found  []translation
	nearby []string
}

func (d *dictionary) find(word string, number int) *answer {
	found := d.entries[word]
	if found == nil {
		return nil
	}
	made := &answer{}
	for _, next := range found.translations {
		made.found = append(made.found, *next)
	}
	for near := number + 1; near < number+12 && near < len(d.order); near++ {
		made.nearby = append(made.nearby, d.order[near].word+"…")
	}
	return made
}

func main() {
	debug.SetMemoryLimit(budget)
	d := load()
	for reader := 0; reader < 4; reader++ {
		random := rand.New(rand.NewSource(int64(reader)))
		go func() {
			ticker := time.NewTicker(2 * time.Millisecond)
			defer ticker.Stop()
			for range ticker.C {
				for count := 0; count < 20; count++ {
					number := random.Intn(words)
					if d.find(fmt.Sprintf("w%06d", number), number) != nil {
						lifecycle.Done(1)
					}
				}
			}
		}()
	}
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
