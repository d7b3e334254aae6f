// Command program is frozen for the fuzzing of what reads a process: a few goroutines in every kind of wait that sonde
// looks behind, and little else, since every run reads all of it.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"
)

var (
	unbuffered  = make(chan int)
	buffered    = make(chan string, 2)
	lock        sync.Mutex
	readers     sync.RWMutex
	group       sync.WaitGroup
	once        sync.Once
	conditional = sync.NewCond(&sync.Mutex{})
)

type request struct {
	answer chan<- *request
	next   *request
}

func hold()   { lock.Lock(); defer lock.Unlock(); <-make(chan int) }
func reader() { readers.RLock(); defer readers.RUnlock(); time.Sleep(time.Hour) }
func wait()   { conditional.L.Lock(); conditional.Wait() }

func leaked() {
	answers := make(chan *request)
	go func() { answers <- &request{answer: answers} }()
}

func choose(ctx context.Context) {
	select {
	case <-unbuffered:
	case buffered <- "more":
	case <-ctx.Done():
	}
}

func deep(n int) int {
	if n == 0 {
		return <-unbuffered
	}
	return deep(n-1) + 1
}

func accept(listener net.Listener) {
	connection, err := listener.Accept()
	if err != nil {
		return
	}
	connection.SetReadDeadline(time.Now().Add(time.Hour))
	connection.Read(make([]byte, 10))
}

func main() {
	buffered <- "a"
	buffered <- "b"
	group.Add(2)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	labelled := pprof.WithLabels(context.Background(), pprof.Labels("tenant", "acme"))
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	go hold()
	go reader()
	time.Sleep(100 * time.Millisecond)
	for range [2]int{} {
		go func() { lock.Lock() }()
		go func() { readers.Lock() }()
		go func() { readers.RLock() }()
		go choose(ctx)
		go leaked()
	}
	go pprof.Do(labelled, pprof.Labels("a", "b"), func(context.Context) { buffered <- "c" })
	go deep(20)
	go wait()
	go group.Wait()
	go func() { once.Do(func() { select {} }) }()
	go func() { time.Sleep(100 * time.Millisecond); once.Do(func() {}) }()
	go func() { var none chan int; <-none }()
	go func() { runtime.LockOSThread(); os.NewFile(0, "in").Read(make([]byte, 1)) }()
	go accept(listener)
	go accept(listener)
	if connection, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		defer connection.Close()
	}
	for range time.NewTicker(300 * time.Millisecond).C {
		runtime.GC()
		fmt.Println("ready")
		select {}
	}
}
