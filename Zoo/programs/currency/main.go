// Currency converts amounts with rates that it gets from a bank.
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/remote"
)

const fresh = 20 * time.Millisecond

type rates struct {
	sync.Mutex
	bank    string
	client  http.Client
	table   map[string]float64
	fetched time.Time
}

type answer struct {
	Status string `json:"status"`
}

// fetch gets the rates of the moment.
func (r *rates) fetch() error {
	response, err := r.client.Get("http://" + r.bank + "/rates")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var a answer
	if err := json.NewDecoder(response.Body).Decode(&a); err != nil {
		return err
	}
	if a.Status != "ok" {
		return fmt.Errorf("the bank says %q", a.Status)
	}
	r.table = map[string]float64{"EUR": 1, "USD": 1.09, "GBP": 0.85}
	return nil
}

// rate returns a currency's rate that is not too old.
func (r *rates) rate(currency string) (float64, error) {
	r.Lock()
	defer r.Unlock()
	if time.Since(r.fetched) > fresh {
		if err := r.fetch(); err != nil {
			return 0, err
		}
		r.fetched = time.Now()
	}
	return r.table[currency], nil
}

func (r *rates) convert(response http.ResponseWriter, request *http.Request) {
	currency := request.URL.Query().Get("to")
	factor, err := r.rate(currency)
	if err != nil {
		http.Error(response, err.Error(), http.StatusBadGateway)
		return
	}
	daemon.Done(1)
	fmt.Fprintf(response, "100 EUR = %.2f %s\n", 100*factor, currency)
}

func main() {
	if companion.Play(companion.Roles{"upstream": remote.Web, "customers": remote.Customers}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("upstream", "400ms", "200", "100")
	r := &rates{bank: peer}
	routes := http.NewServeMux()
	routes.HandleFunc("/convert", r.convert)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	go http.Serve(listener, routes)
	companion.Start("customers", listener.Addr().String(), "30", "10ms", "/convert?to=USD", "/convert?to=GBP")
	daemon.Run(ctx, "peer="+peer)
}
