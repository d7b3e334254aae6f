// A structure with two locks. One was never given back, on the way out with an error; the other one is held by a
// goroutine that rests, as it may. Who waits for the first must not be told to look at the second.
package main

import (
	"errors"
	"sync"
	"time"

	"example.org/zoo/internal/settle"
)

// Account keeps its balance and its journal apart.
type Account struct {
	balanceMutex sync.Mutex
	balance      int
	journalMutex sync.Mutex
	journal      []string
}

var errNegative = errors.New("a negative sum")

// Deposit adds a sum. WRONG: no Unlock on the way out with an error.
func (a *Account) Deposit(sum int) error {
	a.balanceMutex.Lock()
	if sum < 0 {
		return errNegative
	}
	a.balance += sum
	a.balanceMutex.Unlock()
	return nil
}

// keepJournal writes the journal away once a day.
func (a *Account) keepJournal() {
	for {
		a.journalMutex.Lock()
		a.journal = a.journal[:0]
		time.Sleep(24 * time.Hour)
		a.journalMutex.Unlock()
	}
}

func main() {
	account := &Account{}
	go account.keepJournal()
	refused := make(chan error)
	go func() { refused <- account.Deposit(-5) }()
	<-refused
	for range [6]int{} {
		go func() { _ = account.Deposit(10) }()
	}
	settle.Ready("",
		settle.Goroutines(1, "sleep", "main.(*Account).keepJournal("),
		settle.Goroutines(6, "sync.Mutex.Lock", "main.(*Account).Deposit("))
	settle.UntilInterrupted()
}
