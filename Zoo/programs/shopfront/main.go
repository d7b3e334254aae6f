// Shopfront shows pages out of templates to a moderate number of visitors.
package main

import (
	"fmt"
	"html/template"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const visitors = 8

var page = template.Must(template.New("page").Parse(
	`<h1>{{.Title}}</h1><ul>{{range .Products}}<li>{{.Name}}: {{.Price}}</li>{{end}}</ul>`))

// product stands on a shelf.
type product struct {
	Name  string
	Price string
}

// shelf is shown as a page.
type shelf struct {
	Title    string
	Products []product
}

// shop has its shelves under a lock, as prices change.
type shop struct {
	mu      sync.RWMutex
	shelves []shelf
}

func stock() *shop {
	s := &shop{}
	for number := 0; number < 20; number++ {
		next := shelf{Title: fmt.Sprint("Shelf ", number)}
		for count := 0; count < 15; count++ {
			next.Products = append(next.Products, product{fmt.Sprintf("Chair %d", count), "79.90 EUR"})
		}
		s.shelves = append(s.shelves, next)
	}
	return s
}

// ServeHTTP shows one shelf after the other.
func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	chosen := s.shelves[len(r.URL.RawQuery)%len(s.shelves)]
	s.mu.RUnlock()
	if err := page.Execute(w, chosen); err == nil {
		lifecycle.Done(1)
	}
}

// stroll is the other side.
func stroll(address string) {
	fmt.Println("strolling")
	for number := 0; number < visitors; number++ {
		go func(number int) {
			for {
				answer, err := http.Get(fmt.Sprintf("http://%s/?shelf=%d", address, number))
				if err == nil {
					io.Copy(io.Discard, answer.Body)
					answer.Body.Close()
				}
				time.Sleep(40 * time.Millisecond)
			}
		}(number)
	}
	select {}
}

func main() {
	if companion.Role() == "visitors" {
		stroll(os.Args[1])
	}
	s := stock()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	lifecycle.Must(err)
	go http.Serve(listener, s)
	companion.Start("visitors", listener.Addr().String())
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
