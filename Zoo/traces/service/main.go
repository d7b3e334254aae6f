// Command service is an HTTP service and its clients in one process; it writes a trace of all requests to standard
// output, and has a CPU profile run beside it.
//
//	service [-requests N] [-clients N]
//
// Each request is a task `request` with a log and the regions `decode`, `prices` (which fans out to four goroutines),
// `wait for worker` and `encode`. Every sixteenth one has a child task `journal` which syncs a file while it holds the
// mutex that the workers want. So N requests are N tasks `request`, N logs and N/16 tasks `journal`.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/pprof"
	"runtime/trace"
	"sync"
	"sync/atomic"
	"time"
)

var (
	requests = flag.Int("requests", 160, "number of requests")
	clients  = flag.Int("clients", 8, "number of clients")
)

func main() {
	flag.Parse()
	check(pprof.StartCPUProfile(io.Discard))
	check(trace.Start(os.Stdout))
	journal, err := os.CreateTemp("", "service-journal-")
	check(err)
	check(os.Remove(journal.Name()))
	shop := &shop{stock: map[string]int{}, jobs: make(chan job, 2), journal: journal}
	for i := 0; i < 3; i++ {
		go shop.work()
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go http.Serve(listener, http.HandlerFunc(shop.handle))
	drive("http://" + listener.Addr().String() + "/order")
	trace.Stop()
	pprof.StopCPUProfile()
}

// drive lets the clients share the requests.
func drive(address string) {
	transport := &http.Transport{MaxIdleConnsPerHost: *clients}
	var next atomic.Int64
	var group sync.WaitGroup
	for i := 0; i < *clients; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			client := &http.Client{Transport: transport, Timeout: time.Minute}
			for {
				number := int(next.Add(1))
				if number > *requests {
					return
				}
				call(client, address, number)
			}
		}()
	}
	group.Wait()
}

type order struct {
	Number int            `json:"number"`
	Items  map[string]int `json:"items"`
}

type job struct {
	order order
	done  chan int
}

func call(client *http.Client, address string, number int) {
	wanted := order{Number: number, Items: map[string]int{}}
	for i := 0; i < 64; i++ {
		wanted.Items[fmt.Sprintf("item-%d", (number+i*7)%256)] = i
	}
	body, err := json.Marshal(wanted)
	check(err)
	response, err := client.Post(address, "application/json", bytes.NewReader(body))
	check(err)
	_, err = io.Copy(io.Discard, response.Body)
	check(err)
	check(response.Body.Close())
}

// shop is what the requests quarrel about.
type shop struct {
	lock    sync.Mutex
	stock   map[string]int
	jobs    chan job
	journal *os.File
}

func (s *shop) handle(writer http.ResponseWriter, request *http.Request) {
	ctx, task := trace.NewTask(request.Context(), "request")
	defer task.End()
	var wanted order
	trace.WithRegion(ctx, "decode", func() {
		check(json.NewDecoder(request.Body).Decode(&wanted))
	})
	trace.Logf(ctx, "order", "number %d", wanted.Number)
	total := s.prices(ctx, wanted)
	done := make(chan int, 1)
	region := trace.StartRegion(ctx, "wait for worker")
	s.jobs <- job{wanted, done}
	select {
	case count := <-done:
		total += count
	case <-ctx.Done():
	}
	region.End()
	if wanted.Number%16 == 0 {
		s.write(ctx, wanted)
	}
	trace.WithRegion(ctx, "encode", func() {
		json.NewEncoder(writer).Encode(map[string]int{"number": wanted.Number, "total": total})
	})
}

// prices asks for the prices of all items at the same time.
func (s *shop) prices(ctx context.Context, wanted order) int {
	defer trace.StartRegion(ctx, "prices").End()
	var group sync.WaitGroup
	var total atomic.Int64
	for part := 0; part < 4; part++ {
		group.Add(1)
		go func(part int) {
			defer group.Done()
			for item, count := range wanted.Items {
				total.Add(int64(len(fmt.Sprintf("%s-%d-%d", item, count, part))))
			}
		}(part)
	}
	group.Wait()
	return int(total.Load())
}

func (s *shop) work() {
	for job := range s.jobs {
		s.lock.Lock()
		for item, count := range job.order.Items {
			s.stock[item] += count
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
	ctx, task := trace.NewTask(ctx, "journal")
	defer task.End()
	defer trace.StartRegion(ctx, "sync").End()
	s.lock.Lock()
	defer s.lock.Unlock()
	_, err := s.journal.WriteAt([]byte(fmt.Sprintln(wanted.Number)), 0)
	check(err)
	check(s.journal.Sync())
	time.Sleep(2 * time.Millisecond)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "service:", err)
		os.Exit(3)
	}
}
