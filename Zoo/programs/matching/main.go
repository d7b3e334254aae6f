// Matching brings buyers and sellers together. The market and the clearing house each work off their own inbox.
package main

import (
	"container/heap"
	"math/rand"

	"example.org/zoo/internal/daemon"
)

type offer struct {
	trader int
	price  int
	buys   bool
}

type trade struct{ buyer, seller, price int }

type prices []offer

func (p prices) Len() int           { return len(p) }
func (p prices) Less(a, b int) bool { return p[a].price < p[b].price }
func (p prices) Swap(a, b int)      { p[a], p[b] = p[b], p[a] }
func (p *prices) Push(o any)        { *p = append(*p, o.(offer)) }
func (p *prices) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

// message is either an offer or a clearing house's answer.
type message struct {
	offer    offer
	rejected *trade
}

type market struct {
	inbox    chan message
	clearing *clearing
	sellers  prices
}

type clearing struct {
	inbox    chan trade
	market   *market
	balances map[int]int
}

func (m *market) run() {
	for received := range m.inbox {
		switch {
		case received.rejected != nil:
			heap.Push(&m.sellers, offer{trader: received.rejected.seller, price: received.rejected.price})
		case received.offer.buys:
			m.match(received.offer)
		default:
			heap.Push(&m.sellers, received.offer)
		}
	}
}

func (m *market) match(buyer offer) {
	if len(m.sellers) > 0 && m.sellers[0].price <= buyer.price {
		seller := heap.Pop(&m.sellers).(offer)
		m.clearing.inbox <- trade{buyer.trader, seller.trader, seller.price}
	}
}

func (c *clearing) run() {
	for agreed := range c.inbox {
		if c.balances[agreed.buyer] < agreed.price {
			c.balances[agreed.buyer] += 500
			c.market.inbox <- message{rejected: &agreed}
			continue
		}
		c.balances[agreed.buyer] -= agreed.price
		c.balances[agreed.seller] += agreed.price
		daemon.Done(1)
	}
}

// trade sends the offers of one participant.
func (m *market) trade(trader int) {
	random := rand.New(rand.NewSource(int64(trader)))
	for {
		m.inbox <- message{offer: offer{trader, 80 + random.Intn(40), random.Intn(2) == 0}}
	}
}

func start() {
	m := &market{inbox: make(chan message, 8)}
	m.clearing = &clearing{inbox: make(chan trade, 8), market: m, balances: map[int]int{}}
	go m.run()
	go m.clearing.run()
	for trader := 0; trader < 6; trader++ {
		go m.trade(trader)
	}
}

func main() {
	ctx := daemon.Context()
	start()
	daemon.Run(ctx)
}
