// Console is the operators' page of a small service: it shows how many jobs are waiting.
package main

import (
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"sync/atomic"
	"time"

	"example.org/zoo/internal/lifecycle"
)

const (
	queue = 40
	pace  = 50 * time.Millisecond
)

// jobs are counted as they come and go.
type jobs struct {
	waiting atomic.Int64
	done    atomic.Int64
	slots   chan int
}

// produce brings a job with each tick.
func (j *jobs) produce() {
	ticker := time.NewTicker(pace)
	defer ticker.Stop()
	for number := 0; ; number++ {
		<-ticker.C
		j.waiting.Add(1)
		j.slots <- number
	}
}

// work takes one job after the other.
func (j *jobs) work() {
	for number := range j.slots {
		j.waiting.Add(-1)
		if number >= 0 {
			j.done.Add(1)
			lifecycle.Done(1)
		}
	}
}

// ServeHTTP shows the state.
func (j *jobs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "waiting %d, done %d\n", j.waiting.Load(), j.done.Load())
}

// handler is the page, and whatever else has been registered.
func handler(j *jobs) http.Handler {
	if os.Getenv("ZOO_NO_PPROF") != "" {
		return j
	}
	http.Handle("/", j)
	return http.DefaultServeMux
}

func main() {
	j := &jobs{slots: make(chan int, queue)}
	listener, err := net.Listen("tcp4", "0.0.0.0:0")
	lifecycle.Must(err)
	go http.Serve(listener, handler(j))
	go j.produce()
	go j.work()
	port := listener.Addr().(*net.TCPAddr).Port
	lifecycle.Ready(fmt.Sprint("port=", port), fmt.Sprint("pprof=127.0.0.1:", port))
	lifecycle.Wait()
}
