// Payments takes the orders of a shop and has them paid by a payment provider.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/remote"
)

type order struct {
	number string
	cents  int
}

type receipt struct {
	Status string `json:"status"`
}

type provider struct {
	client  *http.Client
	address string
}

// charge has an order paid.
func (p *provider) charge(ctx context.Context, o order) (receipt, error) {
	text := fmt.Sprintf(`{"order":%q,"cents":%d}`, o.number, o.cents)
	address := "http://" + p.address + "/charges"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(text))
	if err != nil {
		return receipt{}, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := p.client.Do(request)
	if err != nil {
		return receipt{}, err
	}
	defer response.Body.Close()
	var r receipt
	return r, json.NewDecoder(response.Body).Decode(&r)
}

type shop struct{ payments *provider }

func (s *shop) pay(response http.ResponseWriter, request *http.Request) {
	number := request.URL.Query().Get("order")
	paid, err := s.payments.charge(request.Context(), order{number, 100 + len(number)*250})
	if err != nil {
		http.Error(response, err.Error(), http.StatusBadGateway)
		return
	}
	daemon.Done(1)
	fmt.Fprintln(response, number, paid.Status)
}

func (s *shop) basket(response http.ResponseWriter, request *http.Request) {
	daemon.Done(1)
	fmt.Fprintln(response, "order", request.URL.Query().Get("order"), "is ready to be paid")
}

func main() {
	if companion.Play(companion.Roles{"provider": remote.Web, "customers": remote.Customers}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("provider", "1500ms", "200", "200")
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	s := &shop{&provider{&http.Client{Transport: transport}, peer}}
	routes := http.NewServeMux()
	routes.HandleFunc("/basket", s.basket)
	routes.HandleFunc("/pay", s.pay)
	debugport.Handle(routes)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	go http.Serve(listener, routes)
	companion.Start("customers", listener.Addr().String(), "40", "20ms", "/basket?order={n}", "/pay?order={n}")
	daemon.Run(ctx, "peer="+peer, "pprof="+listener.Addr().String())
}
