// Ledger keeps the accounts of a payment service and books transfers between them.
package main

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/rand"
	"sync"
	"time"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

var errFunds = errors.New("insufficient funds")

type entry struct {
	counterparty int
	amount       int64
	seal         [sha256.Size]byte
}

type account struct {
	number  int
	mutex   sync.Mutex
	balance int64
	entries []entry
}

// book adds one entry and seals it together with the one before, in a form of fixed size.
func (a *account) book(counterparty int, amount int64) {
	var text [2048]byte
	if len(a.entries) > 0 {
		copy(text[:], a.entries[len(a.entries)-1].seal[:])
	}
	binary.LittleEndian.PutUint64(text[sha256.Size:], uint64(counterparty))
	binary.LittleEndian.PutUint64(text[sha256.Size+8:], uint64(amount))
	a.balance += amount
	if len(a.entries) == 1000 {
		a.entries = a.entries[:0]
	}
	a.entries = append(a.entries, entry{counterparty, amount, sha256.Sum256(text[:])})
}

type ledger struct{ accounts []*account }

func open(count int) *ledger {
	l := &ledger{}
	for number := 0; number < count; number++ {
		l.accounts = append(l.accounts, &account{number: number, balance: 1_000_000})
	}
	return l
}

// transfer books an amount out of one account and into another.
func (l *ledger) transfer(from, to int, amount int64) error {
	source, target := l.accounts[from], l.accounts[to]
	source.mutex.Lock()
	defer source.mutex.Unlock()
	if source.balance < amount {
		return errFunds
	}
	source.book(to, -amount)
	target.mutex.Lock()
	defer target.mutex.Unlock()
	target.book(from, amount)
	return nil
}

// settle works off the transfers of one region.
func (l *ledger) settle(orders <-chan order) {
	for o := range orders {
		if err := l.transfer(o.from, o.to, o.amount); err == nil {
			daemon.Done(1)
		}
	}
}

type order struct {
	from, to int
	amount   int64
}

// receive hands out the orders of one region.
func receive(region int64, accounts int, orders chan<- order) {
	random := rand.New(rand.NewSource(region))
	for {
		from := random.Intn(accounts)
		to := (from + 1 + random.Intn(accounts-1)) % accounts
		orders <- order{from, to, int64(1 + random.Intn(100))}
		if random.Intn(50) == 0 {
			time.Sleep(time.Millisecond)
		}
	}
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	books := open(4)
	for region := 0; region < 8; region++ {
		orders := make(chan order, 16)
		go receive(int64(region), len(books.accounts), orders)
		go books.settle(orders)
	}
	daemon.Run(ctx, pprof)
}
