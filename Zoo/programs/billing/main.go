// Billing works through the accounts of a telephone company, one after the other.
package main

import (
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
	"example.org/zoo/programs/internal/tasks"
)

const accounts = 5000

// account is what one customer has used.
type account struct {
	number  int
	balance float64
	billed  time.Time
}

// ledger has all accounts.
type ledger struct {
	accounts []account
	desk     *tasks.Desk
}

func newLedger() *ledger {
	l := &ledger{desk: tasks.NewDesk(99)}
	for number := 0; number < accounts; number++ {
		l.accounts = append(l.accounts, account{number: number})
	}
	return l
}

// bill brings one account up to date.
func (l *ledger) bill(number int) {
	next := &l.accounts[number%len(l.accounts)]
	next.balance += tasks.All[number%len(tasks.All)](l.desk)
	next.billed = time.Now()
	lifecycle.Done(1)
}

func main() {
	l := newLedger()
	go func() {
		for number := 0; ; number++ {
			l.bill(number)
		}
	}()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
