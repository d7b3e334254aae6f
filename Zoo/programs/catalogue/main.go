// Catalogue is a shop's list of products, served to its mobile application.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const products = 600

// price is an amount in a currency.
type price struct {
	Amount   float64 `json:"amount"`
	Currency string  `json:"currency"`
	Reduced  bool    `json:"reduced,omitempty"`
}

// variant is what a product can be had in.
type variant struct {
	Code   string `json:"code"`
	Colour string `json:"colour"`
	Stock  int    `json:"stock"`
	Price  price  `json:"price"`
}

// product is one entry of the list.
type product struct {
	Number      int               `json:"number"`
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Labels      map[string]string `json:"labels"`
	Variants    []variant         `json:"variants"`
	Changed     time.Time         `json:"changed"`
}

type catalogue struct {
	all []product
}

func load() *catalogue {
	c := &catalogue{}
	for number := 0; number < products; number++ {
		next := product{
			Number: number, Title: fmt.Sprintf("Garden chair %d", number), Changed: time.Now(),
			Description: "Weatherproof, stackable, made of <oak> & steel; comes with a cushion in the colour of the frame.",
			Labels:      map[string]string{"room": "garden", "material": "oak", "season": "summer"},
		}
		for _, colour := range []string{"red", "green", "blue"} {
			code := fmt.Sprintf("%d-%s", number, colour)
			next.Variants = append(next.Variants, variant{code, colour, number % 40, price{79.9, "EUR", number%7 == 0}})
		}
		c.all = append(c.all, next)
	}
	return c
}

// page is the answer to a request for the list.
func (c *catalogue) page(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(c.all); err == nil {
		lifecycle.Done(1)
	}
}

// browse is the application on the other side.
func browse(address string) {
	fmt.Println("browsing")
	client := &http.Client{Timeout: 20 * time.Second}
	for {
		answer, err := client.Get("http://" + address + "/products")
		if err != nil {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
}

func main() {
	if companion.Role() == "application" {
		browse(os.Args[1])
	}
	c := load()
	mux := http.NewServeMux()
	mux.HandleFunc("/products", c.page)
	debugport.Handle(mux)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	lifecycle.Must(err)
	go http.Serve(listener, mux)
	companion.Start("application", listener.Addr().String())
	lifecycle.Ready("pprof=" + listener.Addr().String())
	lifecycle.Wait()
}
