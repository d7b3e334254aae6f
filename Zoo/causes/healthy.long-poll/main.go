// A chat server with 120 long polls: each handler waits for the next message or for its customer to leave. That is
// what it is for, and a message comes every second.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/settle"
)

const polls = 120

// room hands each message to all who listen at the moment.
type room struct {
	mu   sync.Mutex
	next chan struct{}
}

func (r *room) listen() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.next
}

func (r *room) announce() {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.next)
	r.next = make(chan struct{})
}

func (r *room) poll(w http.ResponseWriter, request *http.Request) {
	w.WriteHeader(http.StatusOK)
	w.(http.Flusher).Flush()
	for {
		select {
		case <-r.listen():
			fmt.Fprintln(w, "a message")
			w.(http.Flusher).Flush()
		case <-request.Context().Done():
			return
		}
	}
}

func main() {
	if companion.Role() == "customers" {
		poll("http://"+os.Args[1], polls)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	room := &room{next: make(chan struct{})}
	go func() { _ = http.Serve(listener, http.HandlerFunc(room.poll)) }()
	companion.Start("customers", listener.Addr().String())
	settle.Ready("http://"+listener.Addr().String(), settle.Goroutines(polls, "select", "main.(*room).poll("))
	for range time.Tick(time.Second) {
		room.announce()
	}
}

func poll(server string, count int) {
	for index := 0; index < count; index++ {
		response, err := (&http.Client{Transport: &http.Transport{}}).Get(server)
		if err != nil {
			panic(err)
		}
		go func() {
			defer response.Body.Close()
			buffer := make([]byte, 100)
			for {
				if _, err := response.Body.Read(buffer); err != nil {
					return
				}
			}
		}()
	}
	fmt.Println("listening")
	settle.UntilInterrupted()
}
