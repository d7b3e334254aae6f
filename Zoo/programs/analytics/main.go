// Analytics answers questions of a dashboard: each of its panels asks for another calculation.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
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

// periods is how many times each answer is calculated.
const periods = 6

// names are the panels' questions.
var names = []string{"seal", "rank", "archive", "forecast", "histogram", "sieve", "mail", "matrix"}

// answer writes what a handler has found, and gives its desk back.
func (s *server) answer(w http.ResponseWriter, desk *tasks.Desk, values [periods]float64) {
	fmt.Fprintf(w, "%.3f\n", values)
	s.desks.Put(desk)
	lifecycle.Done(1)
}

func (s *server) seal(w http.ResponseWriter, r *http.Request) {
	desk, values := s.desks.Get().(*tasks.Desk), [periods]float64{}
	for period := range values {
		values[period] = desk.Seal()
	}
	s.answer(w, desk, values)
}

func (s *server) rank(w http.ResponseWriter, r *http.Request) {
	desk, values := s.desks.Get().(*tasks.Desk), [periods]float64{}
	for period := range values {
		values[period] = desk.Rank()
	}
	s.answer(w, desk, values)
}

func (s *server) archive(w http.ResponseWriter, r *http.Request) {
	desk, values := s.desks.Get().(*tasks.Desk), [periods]float64{}
	for period := range values {
		values[period] = desk.Archive()
	}
	s.answer(w, desk, values)
}

func (s *server) forecast(w http.ResponseWriter, r *http.Request) {
	desk, values := s.desks.Get().(*tasks.Desk), [periods]float64{}
	for period := range values {
		values[period] = desk.Forecast()
	}
	s.answer(w, desk, values)
}

func (s *server) histogram(w http.ResponseWriter, r *http.Request) {
	desk, values := s.desks.Get().(*tasks.Desk), [periods]float64{}
	for period := range values {
		values[period] = desk.Histogram()
	}
	s.answer(w, desk, values)
}

func (s *server) sieve(w http.ResponseWriter, r *http.Request) {
	desk, values := s.desks.Get().(*tasks.Desk), [periods]float64{}
	for period := range values {
		values[period] = desk.Sieve()
	}
	s.answer(w, desk, values)
}

func (s *server) mail(w http.ResponseWriter, r *http.Request) {
	desk, values := s.desks.Get().(*tasks.Desk), [periods]float64{}
	for period := range values {
		values[period] = desk.Mail()
	}
	s.answer(w, desk, values)
}

func (s *server) matrix(w http.ResponseWriter, r *http.Request) {
	desk, values := s.desks.Get().(*tasks.Desk), [periods]float64{}
	for period := range values {
		values[period] = desk.Matrix()
	}
	s.answer(w, desk, values)
}

// pages has a handler for each question.
func (s *server) pages() http.Handler {
	mux := http.NewServeMux()
	handlers := []http.HandlerFunc{
		s.seal, s.rank, s.archive, s.forecast, s.histogram, s.sieve, s.mail, s.matrix,
	}
	for index, name := range names {
		mux.Handle("/"+name, handlers[index])
	}
	return mux
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
		go watch(client, address, names[number%len(names)])
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
	go http.Serve(listener, s.pages())
	companion.Start("dashboard", listener.Addr().String())
	lifecycle.Ready()
	lifecycle.Wait()
}
