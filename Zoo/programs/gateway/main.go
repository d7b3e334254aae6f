// Gateway stands before several services: it looks at the path of a request and says which service answers it.
package main

import (
	"fmt"
	"math/rand"
	"regexp"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

// rule sends requests to a service.
type rule struct {
	method  string
	pattern string
	service string
}

var rules = []rule{
	{"GET", `^/v[12]/customers/(?P<customer>[0-9a-f]{8})$`, "customers"},
	{"GET", `^/v[12]/customers/(?P<customer>[0-9a-f]{8})/orders(?:/(?P<order>\d+))?$`, "orders"},
	{"PUT", `^/v[12]/orders/(?P<order>\d+)/(?:confirm|cancel|return)$`, "orders"},
	{"GET", `^/v[12]/products/(?P<slug>[\w-]+)(?:\.(?:json|xml))?$`, "products"},
	{"GET", `^/v[12]/images/(?P<image>[\w/-]+)\.(?:png|jpe?g|webp)$`, "images"},
	{"GET", `^/v[12]/search/(?P<words>[^/]+)$`, "search"},
}

// request is what arrives.
type request struct {
	method, path string
}

// decision is where it goes, with the values of the path.
type decision struct {
	service string
	values  map[string]string
}

// router decides; it keeps how often each service was chosen.
type router struct {
	rules  []rule
	chosen map[string]int
	recent []byte
}

// match tells whether a rule is meant, and the values that its path holds.
func (r rule) match(next request) (decision, bool) {
	if r.method != next.method {
		return decision{}, false
	}
	expression, err := regexp.Compile(r.pattern)
	if err != nil {
		return decision{}, false
	}
	parts := expression.FindStringSubmatch(next.path)
	if parts == nil {
		return decision{}, false
	}
	found := decision{r.service, make(map[string]string, len(parts))}
	for index, name := range expression.SubexpNames() {
		if name != "" {
			found.values[name] = parts[index]
		}
	}
	return found, true
}

func (r *router) route(next request) (decision, bool) {
	for _, candidate := range r.rules {
		if found, ok := candidate.match(next); ok {
			r.chosen[found.service]++
			r.recent[r.chosen[found.service]%len(r.recent)] = byte(len(next.path))
			return found, true
		}
	}
	return decision{}, false
}

// arrive makes requests as a day's log has them.
func arrive(random *rand.Rand, out chan<- request) {
	for {
		number := random.Uint32()
		switch number % 5 {
		case 0:
			out <- request{"GET", fmt.Sprintf("/v1/customers/%08x", number)}
		case 1:
			out <- request{"GET", fmt.Sprintf("/v2/customers/%08x/orders/%d", number, number%1000)}
		case 2:
			out <- request{"PUT", fmt.Sprintf("/v2/orders/%d/confirm", number%100_000)}
		case 3:
			out <- request{"GET", fmt.Sprintf("/v1/images/chairs/%d.webp", number%5000)}
		default:
			out <- request{"GET", "/v1/search/garden+chair"}
		}
	}
}

func main() {
	requests := make(chan request, 64)
	r := &router{rules: rules, chosen: map[string]int{}, recent: make([]byte, 32<<20)}
	go arrive(rand.New(rand.NewSource(time.Now().UnixNano())), requests)
	go func() {
		for next := range requests {
			r.route(next)
			lifecycle.Done(1)
		}
	}()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
