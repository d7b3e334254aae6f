// Articles serves the articles of a shop with their prices, and takes price changes.
package main

import (
	"encoding/json"
	"net"
	"net/http"
	"strconv"
	"sync"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/remote"
)

type article struct {
	Number int    `json:"number"`
	Name   string `json:"name"`
	Cents  int    `json:"cents"`
	Offer  bool   `json:"offer"`
}

type store struct {
	mutex    sync.Mutex
	articles map[int]article
	offers   []int
}

// find returns an article.
func (s *store) find(number int) (article, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	found, ok := s.articles[number]
	return found, ok
}

// reprice sets an article's price; those that became much cheaper are put among the offers.
func (s *store) reprice(number, cents int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	changed, ok := s.articles[number]
	if !ok {
		return
	}
	before := changed.Cents
	changed.Cents = cents
	s.articles[number] = changed
	if cents*2 < before {
		s.promote(number)
	}
}

func (s *store) promote(number int) {
	promoted, ok := s.find(number)
	if !ok || promoted.Offer {
		return
	}
	promoted.Offer = true
	s.articles[number] = promoted
	s.offers = append(s.offers, number)
}

func (s *store) show(response http.ResponseWriter, request *http.Request) {
	number, _ := strconv.Atoi(request.URL.Query().Get("number"))
	found, ok := s.find(number % 1000)
	if !ok {
		http.NotFound(response, request)
		return
	}
	daemon.Done(1)
	json.NewEncoder(response).Encode(found)
}

func (s *store) change(_ http.ResponseWriter, request *http.Request) {
	query := request.URL.Query()
	number, _ := strconv.Atoi(query.Get("number"))
	// Prices go down a little with each change.
	s.reprice(number%1000, 1000-number%700)
	daemon.Done(1)
}

func main() {
	if companion.Play(companion.Roles{"customers": remote.Customers}) {
		return
	}
	ctx := daemon.Context()
	s := &store{articles: map[int]article{}}
	for number := 0; number < 1000; number++ {
		s.articles[number] = article{Number: number, Name: "Article " + strconv.Itoa(number), Cents: 1000}
	}
	routes := http.NewServeMux()
	routes.HandleFunc("/article", s.show)
	routes.HandleFunc("/price", s.change)
	debugport.Handle(routes)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	go http.Serve(listener, routes)
	companion.Start("customers", listener.Addr().String(), "10", "2ms", "/article?number={n}", "/price?number={n}")
	daemon.Run(ctx, "pprof="+listener.Addr().String())
}
