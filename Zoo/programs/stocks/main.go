// Stocks follows the prices of shares.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/remote"
)

type price struct {
	Status string `json:"status"`
	at     time.Time
}

type exchange struct{ address string }

// connect returns a client with the exchange's settings.
func (e *exchange) connect() *http.Client {
	return &http.Client{
		Timeout: 5 * time.Second,
		Transport: &http.Transport{
			ResponseHeaderTimeout: 2 * time.Second,
			IdleConnTimeout:       30 * time.Second,
		},
	}
}

// price asks for the price of a share.
func (e *exchange) price(share string) (price, error) {
	client := e.connect()
	defer client.CloseIdleConnections()
	response, err := client.Get("http://" + e.address + "/price?share=" + share)
	if err != nil {
		return price{}, err
	}
	defer response.Body.Close()
	newest := price{at: time.Now()}
	return newest, json.NewDecoder(response.Body).Decode(&newest)
}

type watchlist struct {
	mutex  sync.Mutex
	prices map[string]price
}

func (w *watchlist) set(share string, newest price) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.prices[share] = newest
}

// follow asks for the prices of some shares in turn.
func (w *watchlist) follow(e *exchange, first int) {
	for number := first; ; number += 4 {
		share := fmt.Sprint("share-", number%200)
		newest, err := e.price(share)
		if err != nil {
			continue
		}
		w.set(share, newest)
		daemon.Done(1)
		time.Sleep(20 * time.Millisecond)
	}
}

func main() {
	if companion.Play(companion.Roles{"exchange": remote.Web}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("exchange", "0s", "200", "120")
	w := &watchlist{prices: map[string]price{}}
	for first := 0; first < 4; first++ {
		go w.follow(&exchange{peer}, first)
	}
	daemon.Run(ctx, "peer="+peer)
}
