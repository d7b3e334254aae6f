// Settlement calculates what the members of a clearing house owe each other, round after round.
package main

import (
	"fmt"
	"sync/atomic"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
	"example.org/zoo/programs/internal/tasks"
)

const members = 12

// claim is what one member asks for.
type claim struct {
	member int
	kind   int
	round  int
}

// house has the members' results.
type house struct {
	balances [members]atomic.Int64
	results  chan claim
}

// settle works through all claims of a member.
func (h *house) settle(member int) {
	desk := tasks.NewDesk(uint64(member + 17))
	for round := 0; ; round++ {
		kind := (round + member) % len(tasks.All)
		h.balances[member].Add(int64(tasks.All[kind](desk)))
		h.results <- claim{member, kind, round}
	}
}

// publish keeps count of the rounds.
func (h *house) publish() {
	rounds := map[string]int{}
	for next := range h.results {
		rounds[fmt.Sprint("member ", next.member)]++
		lifecycle.Done(1)
	}
}

func main() {
	h := &house{results: make(chan claim, 256)}
	for member := 0; member < members; member++ {
		go h.settle(member)
	}
	go h.publish()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
