// Analytics answers questions of a dashboard: each of its panels asks for another calculation.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/lifecycle"
	"example.org/zoo/programs/internal/tasks"
)

const panels = 48

// server lends a desk to each request.
type server struct {
	desks sync.Pool
}

// ServeHTTP answers /NAME with the value of a calculation over several periods.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	desk := s.desks.Get().(*tasks.Desk)
	defer s.desks.Put(desk)
	name, sum := strings.TrimPrefix(r.URL.Path, "/"), 0.0
	for period := 0; period < 6; period++ {
		sum += desk.Do(name)
	}
	fmt.Fprintf(w, "%s %.3f\n", name, sum)
	lifecycle.Done(1)
}

// watch is one panel, which asks again as soon as it has its answer.
func watch(client *http.Client, address, name string) {
	for {
		answer, err := client.Get("http://" + address + "/" + name)
		if err != nil {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
}

// dashboard is the other side.
func dashboard(address string) {
	fmt.Println("watching")
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: panels}}
	for number := 0; number < panels; number++ {
		go watch(client, address, tasks.Names[number%len(tasks.Names)])
	}
	select {}
}

func main() {
	if companion.Role() == "dashboard" {
		dashboard(os.Args[1])
	}
	seed := uint64(0)
	s := &server{}
	var mu sync.Mutex
	s.desks.New = func() any {
		mu.Lock()
		defer mu.Unlock()
		seed++
		return tasks.NewDesk(seed)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	lifecycle.Must(err)
	go http.Serve(listener, s)
	companion.Start("dashboard", listener.Addr().String())
	lifecycle.Ready()
	lifecycle.Wait()
}
