package main

import (
	"bufio"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// PriceCache keeps the price list of the pricing backend for a minute.
type PriceCache struct {
	backend string

	mu      sync.Mutex
	prices  map[string]int64
	expires time.Time
}

// NewPriceCache makes a cache in front of the backend at an address.
func NewPriceCache(backend string) *PriceCache { return &PriceCache{backend: backend} }

// Price returns the price of an article in cents.
//
// THE FAULT: the lock that guards the map is held while the list is fetched over the network. As long as the backend
// does not answer, nobody gets a price, not even one that is known.
func (c *PriceCache) Price(article string) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Now().After(c.expires) {
		if err := c.refresh(); err != nil {
			return 0, err
		}
	}
	cents, known := c.prices[article]
	if !known {
		return 0, fmt.Errorf("no price for %q", article)
	}
	return cents, nil
}

// refresh fetches the whole list; the caller holds the lock.
//
// THE OTHER FAULT: neither the connection nor the read has a deadline.
func (c *PriceCache) refresh() error {
	connection, err := net.Dial("tcp", c.backend)
	if err != nil {
		return err
	}
	defer connection.Close()
	if _, err := fmt.Fprintln(connection, "PRICES"); err != nil {
		return err
	}
	prices, err := readPriceList(bufio.NewReader(connection))
	if err != nil {
		return err
	}
	c.prices = prices
	c.expires = time.Now().Add(time.Minute)
	return nil
}

// readPriceList reads lines of "article cents" up to an empty line.
func readPriceList(reader *bufio.Reader) (map[string]int64, error) {
	prices := map[string]int64{}
	for {
		line, err := reader.ReadString('\n')
		if err != nil {
			return nil, err
		}
		article, cents, found := strings.Cut(strings.TrimSpace(line), " ")
		if !found {
			return prices, nil
		}
		value, err := strconv.ParseInt(cents, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("price list: %w", err)
		}
		prices[article] = value
	}
}
