// Accounting closes the books of many small companies, one after the other.
package main

import (
	"math/rand"
	"runtime"
	"sort"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	companies = 40
	bookings  = 20_000
)

// booking moves an amount between two accounts.
type booking struct {
	from, to *account
	cents    int64
}

type account struct {
	number int
	cents  int64
}

// company has its accounts and what was booked on them.
type company struct {
	name     int
	accounts []*account
	bookings []*booking
}

func open(name int, random *rand.Rand) *company {
	c := &company{name: name}
	for number := 0; number < 200; number++ {
		c.accounts = append(c.accounts, &account{number: number})
	}
	for count := 0; count < bookings; count++ {
		from, to := c.accounts[random.Intn(200)], c.accounts[random.Intn(200)]
		c.bookings = append(c.bookings, &booking{from, to, int64(random.Intn(100_000))})
	}
	return c
}

// statement is the result of closing.
type statement struct {
	company int
	totals  []int64
}

// closeBooks applies all bookings, makes the statement and tidies up behind itself.
func (c *company) closeBooks() *statement {
	defer runtime.GC()
	work := make([]booking, 0, len(c.bookings))
	for _, next := range c.bookings {
		work = append(work, *next)
	}
	for _, next := range work {
		next.from.cents -= next.cents
		next.to.cents += next.cents
	}
	made := &statement{company: c.name}
	for _, each := range c.accounts {
		made.totals = append(made.totals, each.cents)
	}
	sort.Slice(made.totals, func(left, right int) bool { return made.totals[left] < made.totals[right] })
	return made
}

func main() {
	random := rand.New(rand.NewSource(9))
	all := make([]*company, companies)
	for name := range all {
		all[name] = open(name, random)
	}
	go func() {
		for number := 0; ; number++ {
			if all[number%companies].closeBooks() != nil {
				lifecycle.Done(1)
			}
		}
	}()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
