// Fares asks several carriers for their fare and offers the first answer.
package main

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/remote"
)

type fare struct {
	carrier string
	cents   int
}

type carrier struct {
	name  string
	delay time.Duration
	base  int
}

// ask takes the carrier's own time.
func (c carrier) ask(distance int) fare {
	time.Sleep(c.delay)
	return fare{c.name, c.base + distance*7}
}

type desk struct{ carriers []carrier }

// quote returns the fare of the carrier that answers first.
func (d *desk) quote(distance int) fare {
	answers := make(chan fare)
	for _, asked := range d.carriers {
		go func(asked carrier) {
			answers <- asked.ask(distance)
		}(asked)
	}
	return <-answers
}

func (d *desk) serve(response http.ResponseWriter, request *http.Request) {
	distance, err := strconv.Atoi(request.URL.Query().Get("km"))
	if err != nil {
		http.Error(response, "km is missing", http.StatusBadRequest)
		return
	}
	best := d.quote(distance % 3000)
	daemon.Done(1)
	fmt.Fprintf(response, "%s: %d.%02d\n", best.carrier, best.cents/100, best.cents%100)
}

func main() {
	if companion.Play(companion.Roles{"customers": remote.Customers}) {
		return
	}
	ctx := daemon.Context()
	d := &desk{[]carrier{
		{"north", 2 * time.Millisecond, 1200},
		{"coast", 4 * time.Millisecond, 1100},
		{"valley", 6 * time.Millisecond, 1000},
	}}
	routes := http.NewServeMux()
	routes.HandleFunc("/fare", d.serve)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	go http.Serve(listener, routes)
	pprof := debugport.Serve()
	companion.Start("customers", listener.Addr().String(), "2", "80ms", "/fare?km={n}")
	daemon.Run(ctx, pprof)
}
