// Package stock knows how many pieces of each product there are.
package stock

import (
	"encoding/json"
	"io"
	"sync"
)

// Stock has the number of pieces by product.
type Stock struct {
	mu     sync.Mutex
	Pieces map[string]int `json:"pieces"`
}

// Read takes a stock from its text.
func Read(from io.Reader) (*Stock, error) {
	made := &Stock{}
	err := json.NewDecoder(from).Decode(made)
	return made, err
}

// Take removes pieces, if there are enough of them.
func (s *Stock) Take(product string, count int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Pieces[product] < count {
		return false
	}
	s.Pieces[product] -= count
	return true
}
