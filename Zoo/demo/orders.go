package main

import (
	"encoding/json"
	"net/http"
	"time"
)

// Line is one position of an order.
type Line struct {
	Article  string `json:"article"`
	Quantity int64  `json:"quantity"`
}

// Quote is what a customer gets to see before the order is placed.
type Quote struct {
	Lines []Line `json:"lines"`
	Cents int64  `json:"cents"`
}

// OrderService answers the customers' requests.
type OrderService struct {
	prices *PriceCache
	audit  *auditLog
}

func (s *OrderService) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/quote", s.handleQuote)
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	return mux
}

func (s *OrderService) handleQuote(w http.ResponseWriter, r *http.Request) {
	order := []Line{
		{Article: r.URL.Query().Get("article"), Quantity: 2},
		{Article: "shipping", Quantity: 1},
	}
	quote, err := s.quote(order)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	s.audit.record(r.RemoteAddr, quote)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(quote)
}

func (s *OrderService) quote(order []Line) (Quote, error) {
	quote := Quote{Lines: order}
	for _, line := range order {
		cents, err := s.prices.Price(line.Article)
		if err != nil {
			return Quote{}, err
		}
		quote.Cents += cents * line.Quantity
	}
	return quote, nil
}

// auditLog writes quotes aside, one after another.
type auditLog struct {
	entries chan auditEntry
	kept    []auditEntry
}

type auditEntry struct {
	customer string
	quote    Quote
	at       time.Time
}

func newAuditLog() *auditLog { return &auditLog{entries: make(chan auditEntry, 64)} }

func (a *auditLog) record(customer string, quote Quote) {
	a.entries <- auditEntry{customer: customer, quote: quote, at: time.Now()}
}

func (a *auditLog) run() {
	for entry := range a.entries {
		a.kept = append(a.kept, entry)
		if len(a.kept) > 1000 {
			a.kept = a.kept[500:]
		}
	}
}

func reportMetrics(ticker *time.Ticker) {
	for range ticker.C {
		// A real service would push its counters here.
	}
}
