// Billing works through the accounts of a telephone company: each kind of service has its own clerk.
package main

import (
	"sync"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
	"example.org/zoo/programs/internal/tasks"
)

const accounts = 5000

// ledger has what each account owes.
type ledger struct {
	mu       sync.Mutex
	balances [accounts]float64
}

func (l *ledger) charge(account int, amount float64) {
	l.mu.Lock()
	l.balances[account%accounts] += amount
	l.mu.Unlock()
	lifecycle.Done(1)
}

func (l *ledger) calls() {
	for account, desk := 0, tasks.NewDesk(61); ; account++ {
		l.charge(account, desk.Rank())
	}
}

func (l *ledger) messages() {
	for account, desk := 0, tasks.NewDesk(62); ; account++ {
		l.charge(account, desk.Mail())
	}
}

func (l *ledger) roaming() {
	for account, desk := 0, tasks.NewDesk(63); ; account++ {
		l.charge(account, desk.Histogram())
	}
}

func (l *ledger) discounts() {
	for account, desk := 0, tasks.NewDesk(64); ; account++ {
		l.charge(account, desk.Forecast())
	}
}

func (l *ledger) receipts() {
	for account, desk := 0, tasks.NewDesk(65); ; account++ {
		l.charge(account, desk.Archive())
	}
}

func main() {
	l := &ledger{}
	go l.calls()
	go l.messages()
	go l.roaming()
	go l.discounts()
	go l.receipts()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
