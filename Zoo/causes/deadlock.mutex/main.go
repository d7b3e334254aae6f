// Two transfers between the same two accounts, in opposite directions, each lock their own side first. A statement of
// one of the accounts is asked for again and again, and waits too.
package main

import (
	"sync"

	"example.org/zoo/internal/settle"
)

// Account is one account; its lock guards the balance.
type Account struct {
	mu    sync.Mutex
	cents int64
}

// transfer moves money. WRONG: the order of the two locks depends on the direction of the transfer.
func transfer(from, to *Account, cents int64, bothHoldOne *sync.WaitGroup) {
	from.mu.Lock()
	defer from.mu.Unlock()
	bothHoldOne.Done()
	bothHoldOne.Wait()
	to.mu.Lock()
	defer to.mu.Unlock()
	from.cents -= cents
	to.cents += cents
}

func statement(account *Account) int64 {
	account.mu.Lock()
	defer account.mu.Unlock()
	return account.cents
}

func main() {
	savings, household := &Account{cents: 100_00}, &Account{cents: 50_00}
	var bothHoldOne sync.WaitGroup
	bothHoldOne.Add(2)
	go transfer(savings, household, 10_00, &bothHoldOne)
	go transfer(household, savings, 20_00, &bothHoldOne)
	settle.Wait(settle.Goroutines(2, "sync.Mutex.Lock", "main.transfer("))
	for range [20]int{} {
		go statement(savings)
	}
	settle.Ready("", settle.Goroutines(20, "sync.Mutex.Lock", "main.statement("))
	settle.UntilInterrupted()
}
