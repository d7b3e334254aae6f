// Crawler follows the links of an intranet and keeps an index of the words on its pages.
package main

import (
	"fmt"
	"hash/fnv"
	"strings"
	"sync"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

const fetchers = 6

type page struct {
	address string
	words   []string
	links   []string
}

type index struct {
	mutex sync.Mutex
	words map[string]int
}

func (i *index) add(p page) {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	for _, word := range p.words {
		i.words[word]++
	}
}

// frontier is where addresses wait for a fetcher.
type frontier struct {
	addresses chan string
	mutex     sync.Mutex
	seen      map[uint64]bool
}

// fresh reports whether an address was not seen before.
func (f *frontier) fresh(address string) bool {
	sum := fnv.New64a()
	sum.Write([]byte(address))
	f.mutex.Lock()
	defer f.mutex.Unlock()
	known := f.seen[sum.Sum64()]
	f.seen[sum.Sum64()] = true
	return !known
}

func (f *frontier) add(address string) {
	if f.fresh(address) {
		f.addresses <- address
	}
}

// fetch makes up the page of an address; each has links to some others.
func fetch(address string) page {
	p := page{address: address}
	sum := fnv.New32a()
	sum.Write([]byte(address))
	state := sum.Sum32()
	for number := 0; number < 40; number++ {
		state = state*1664525 + 1013904223
		p.words = append(p.words, fmt.Sprintf("word%d", state>>16%5000))
		if number%8 == 0 {
			p.links = append(p.links, fmt.Sprintf("https://intranet.example.org/%x", state>>8))
		}
	}
	return p
}

func (f *frontier) work(known *index) {
	for address := range f.addresses {
		p := fetch(strings.TrimSuffix(address, "/"))
		known.add(p)
		daemon.Done(1)
		for _, link := range p.links {
			f.add(link)
		}
	}
}

func start() {
	f := &frontier{addresses: make(chan string, 256), seen: map[uint64]bool{}}
	known := &index{words: map[string]int{}}
	for number := 0; number < fetchers; number++ {
		go f.work(known)
	}
	f.add("https://intranet.example.org")
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	start()
	daemon.Run(ctx, pprof)
}
