// Sessions keeps what users have put into their baskets while they look around.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

type item struct {
	Article string `json:"article"`
	Count   int    `json:"count"`
}

type basket struct {
	user    string
	items   []item
	page    []byte
	touched time.Time
}

type store struct {
	mutex   sync.Mutex
	baskets map[string]*basket
}

// basket returns the basket of a session, a new one if it has none.
func (s *store) basket(session string) *basket {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	found := s.baskets[session]
	if found == nil {
		found = newBasket(session)
		s.baskets[session] = found
	}
	found.touched = time.Now()
	return found
}

func newBasket(session string) *basket {
	return &basket{user: session, page: make([]byte, 0, 4096)}
}

// show renders a basket.
func (b *basket) show() error {
	var text bytes.Buffer
	text.Grow(16 << 10)
	if err := json.NewEncoder(&text).Encode(b.items); err != nil {
		return err
	}
	b.page = append(b.page[:0], text.Bytes()...)
	return nil
}

// visit is one user's stay: look around, put things into the basket, go.
func visit(s *store, session string) {
	for step := 0; step < 5; step++ {
		b := s.basket(session)
		b.items = append(b.items, item{fmt.Sprint("article-", step), step + 1})
		if b.show() == nil {
			daemon.Done(1)
		}
	}
}

func visitors(s *store, entrance int) {
	for number := 0; ; number++ {
		visit(s, fmt.Sprintf("%d-%08d", entrance, number))
		time.Sleep(10 * time.Millisecond)
	}
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	s := &store{baskets: map[string]*basket{}}
	for entrance := 0; entrance < 4; entrance++ {
		go visitors(s, entrance)
	}
	daemon.Run(ctx, pprof)
}
