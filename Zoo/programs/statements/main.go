// Statements renders the monthly account statements that customers ask for, each from several parts.
package main

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/remote"
)

type part struct {
	title string
	text  string
}

type renderer struct {
	mutex  sync.Mutex
	cached map[string]part
}

func (r *renderer) lookup(key string) (part, bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	found, ok := r.cached[key]
	return found, ok
}

func (r *renderer) keep(key string, rendered part) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if len(r.cached) > 500 {
		clear(r.cached)
	}
	r.cached[key] = rendered
}

var sections = []string{"summary", "bookings", "fees", "notices"}

// compose renders all sections of a customer's statement at the same time.
func (r *renderer) compose(customer int) []part {
	parts := make([]part, len(sections))
	var group sync.WaitGroup
	for index, section := range sections {
		group.Add(1)
		key := fmt.Sprint(customer, section)
		if found, ok := r.lookup(key); ok {
			parts[index] = found
			continue
		}
		go func(index int, section string) {
			defer group.Done()
			parts[index] = render(customer, section)
			r.keep(key, parts[index])
		}(index, section)
	}
	group.Wait()
	return parts
}

func render(customer int, section string) part {
	var text strings.Builder
	for line := 0; line < 50; line++ {
		fmt.Fprintf(&text, "%s of %d: line %d\n", section, customer, line)
	}
	return part{section, text.String()}
}

func (r *renderer) serve(response http.ResponseWriter, request *http.Request) {
	customer, _ := strconv.Atoi(request.URL.Query().Get("customer"))
	for _, p := range r.compose(customer % 100) {
		fmt.Fprintln(response, p.title)
		fmt.Fprintln(response, p.text)
	}
	daemon.Done(1)
}

func main() {
	if companion.Play(companion.Roles{"customers": remote.Customers}) {
		return
	}
	ctx := daemon.Context()
	r := &renderer{cached: map[string]part{}}
	routes := http.NewServeMux()
	routes.HandleFunc("/statement", r.serve)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	go http.Serve(listener, routes)
	companion.Start("customers", listener.Addr().String(), "8", "5ms", "/statement?customer={n}")
	daemon.Run(ctx, debugport.Serve())
}
