package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/trace"
	"sync"
	"sync/atomic"
	"time"
)

type order struct {
	Number int            `json:"number"`
	Items  []string       `json:"items"`
	Prices map[string]int `json:"prices"`
}

type job struct {
	order order
	done  chan int
}

// shop is what the requests quarrel about.
type shop struct {
	lock    sync.Mutex
	stock   map[string]int
	jobs    chan job
	journal *os.File
	count   atomic.Int64
}

// serve starts a server, its workers and its clients.
func serve(clients int, stop *atomic.Bool, group *sync.WaitGroup) {
	journal, err := os.CreateTemp("", "traces-journal-")
	check(err)
	check(os.Remove(journal.Name()))
	shop := &shop{stock: map[string]int{}, jobs: make(chan job, 4), journal: journal}
	for range 8 {
		go shop.work()
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	server := &http.Server{Handler: http.HandlerFunc(shop.handle)}
	go server.Serve(listener)
	transport := &http.Transport{MaxIdleConnsPerHost: clients}
	for number := range clients {
		group.Add(1)
		go func() {
			defer group.Done()
			client := &http.Client{Transport: transport}
			for round := 0; !stop.Load(); round++ {
				call(client, "http://"+listener.Addr().String()+"/order", number*1_000_000+round)
				// So a trace grows by some megabytes a second, and has several generations.
				time.Sleep(8 * time.Millisecond)
			}
		}()
	}
}

func call(client *http.Client, url string, number int) {
	wanted := order{Number: number, Prices: map[string]int{}}
	for index := range 8 {
		name := fmt.Sprintf("item-%d", (number+index*7)%64)
		wanted.Items = append(wanted.Items, name)
		wanted.Prices[name] = index * 100
	}
	body, err := json.Marshal(wanted)
	check(err)
	response, err := client.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return
	}
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
}

func (s *shop) handle(writer http.ResponseWriter, request *http.Request) {
	ctx, task := trace.NewTask(request.Context(), "request")
	defer task.End()
	var wanted order
	trace.WithRegion(ctx, "decode", func() {
		check(json.NewDecoder(request.Body).Decode(&wanted))
	})
	trace.Logf(ctx, "order", "number %d", wanted.Number)
	total := s.fanOut(ctx, wanted)
	done := make(chan int, 1)
	region := trace.StartRegion(ctx, "wait for worker")
	s.jobs <- job{wanted, done}
	total += <-done
	region.End()
	if s.count.Add(1)%64 == 0 {
		s.write(ctx, wanted)
	}
	trace.WithRegion(ctx, "encode", func() {
		json.NewEncoder(writer).Encode(map[string]int{"number": wanted.Number, "total": total})
	})
}

// fanOut asks for the prices of some items at the same time.
func (s *shop) fanOut(ctx context.Context, wanted order) int {
	defer trace.StartRegion(ctx, "prices").End()
	var group sync.WaitGroup
	var total atomic.Int64
	for part := range 4 {
		group.Add(1)
		go func() {
			defer group.Done()
			hash := fnv.New64a()
			for range 50 {
				for _, item := range wanted.Items[part*2 : part*2+2] {
					io.WriteString(hash, item)
				}
			}
			total.Add(int64(hash.Sum64() % 1000))
		}()
	}
	group.Wait()
	return int(total.Load())
}

func (s *shop) work() {
	for job := range s.jobs {
		s.lock.Lock()
		for _, item := range job.order.Items {
			s.stock[item]++
		}
		copied := make(map[string]int, len(s.stock))
		for item, count := range s.stock {
			copied[item] = count
		}
		s.lock.Unlock()
		job.done <- len(copied)
	}
}

// write is the slow part: the journal is synced while the lock is held.
func (s *shop) write(ctx context.Context, wanted order) {
	defer trace.StartRegion(ctx, "journal").End()
	s.lock.Lock()
	defer s.lock.Unlock()
	_, err := s.journal.WriteAt([]byte(fmt.Sprintln(wanted.Number)), 0)
	check(err)
	check(s.journal.Sync())
}
