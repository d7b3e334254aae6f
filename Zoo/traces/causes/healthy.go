package main

import (
	"encoding/json"
	"net/http"
	"runtime"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
)

// idleServer is a server without clients that looks after itself ten times a second.
func idleServer() func() {
	listener := quietListener()
	return func() {
		go http.Serve(listener, nil)
		go func() {
			for range time.Tick(100 * time.Millisecond) {
				work([32]byte{}, 10)
			}
		}()
	}
}

type order struct {
	Number int               `json:"number"`
	Items  map[string]string `json:"items"`
}

// httpService is a service with some requests a millisecond apart; it looks up its stock under a lock.
func httpService() func() {
	listener := quietListener()
	var mu sync.Mutex
	stock := map[string]string{"apples": "12", "pears": "3"}
	go http.Serve(listener, http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		mu.Lock()
		answer := order{Number: len(stock), Items: map[string]string{"apples": stock["apples"]}}
		mu.Unlock()
		_ = json.NewEncoder(writer).Encode(answer)
	}))
	companion.Start("clients", "http://"+listener.Addr().String())
	return func() {}
}

// workerPool is four workers that have a job to do every few milliseconds.
func workerPool() func() {
	jobs := make(chan int)
	for worker := 0; worker < 4; worker++ {
		go func() {
			for range jobs {
				work([32]byte{}, 200)
			}
		}()
	}
	return func() {
		go func() {
			for range time.Tick(3 * time.Millisecond) {
				jobs <- 1
			}
		}()
	}
}

// pipeline is three stages with room between them, and a batch every 10 ms.
func pipeline() func() {
	numbers, doubled := make(chan int, 64), make(chan int, 64)
	return func() {
		for worker := 0; worker < 2; worker++ {
			go double(numbers, doubled)
			go collect(doubled)
		}
		go func() {
			for range time.Tick(10 * time.Millisecond) {
				for number := 0; number < 40; number++ {
					numbers <- number
				}
			}
		}()
	}
}

func double(in <-chan int, out chan<- int) {
	for number := range in {
		out <- 2 * number
	}
}

func collect(in <-chan int) {
	for range in {
		work([32]byte{}, 1)
	}
}

// computeOnAllProcessors has as much to do as there are processors.
func computeOnAllProcessors() func() {
	return func() { many(runtime.GOMAXPROCS(0), func(int) { encode() }) }
}
