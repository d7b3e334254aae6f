// Mailfilter compares the senders of incoming mail with the names of known partners, to find those that only look like
// one of them.
package main

import (
	"fmt"
	"math/rand"
	"strings"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	partners = 400
	alarm    = 2
)

var syllables = strings.Fields("ba ko mi ren tal ost wick ham ber dor fin gar hol jen kel lun mar nor pol ras sten ulm")

func invent(random *rand.Rand) string {
	name := ""
	for count := 3 + random.Intn(3); count > 0; count-- {
		name += syllables[random.Intn(len(syllables))]
	}
	return name + ".example"
}

// matcher holds the known names and the rows of its calculations.
type matcher struct {
	known         []string
	before, after []int
}

func newMatcher(known []string) *matcher {
	return &matcher{known: known, before: make([]int, 64), after: make([]int, 64)}
}

// distance counts the letters that differ between two names.
func (m *matcher) distance(left, right string) int {
	before, after := m.before, m.after
	for column := 0; column <= len(right); column++ {
		before[column] = column
	}
	for line := 0; line < len(left); line++ {
		after[0] = line + 1
		for column := 0; column < len(right); column++ {
			cost := before[column]
			if left[line] != right[column] {
				cost++
			}
			after[column+1] = min(cost, after[column]+1, before[column+1]+1)
		}
		before, after = after, before
	}
	return before[len(right)]
}

// resembles names the partner that a sender pretends to be.
func (m *matcher) resembles(sender string) (string, bool) {
	for _, name := range m.known {
		if count := m.distance(sender, name); count > 0 && count <= alarm {
			return name, true
		}
	}
	return "", false
}

// mail is one message of the queue.
type mail struct {
	sender  string
	subject string
}

func receive(seed int64, queue chan<- mail) {
	random := rand.New(rand.NewSource(seed))
	senders := make([]string, 512)
	for index := range senders {
		senders[index] = invent(random)
	}
	for number := 0; ; number++ {
		queue <- mail{senders[number%len(senders)], "Your order"}
	}
}

func main() {
	random := rand.New(rand.NewSource(7))
	known := make([]string, partners)
	for index := range known {
		known[index] = invent(random)
	}
	queue := make(chan mail, 16)
	suspects := make(chan string, 64)
	go receive(time.Now().UnixNano(), queue)
	go func() {
		m := newMatcher(known)
		for next := range queue {
			if name, found := m.resembles(next.sender); found {
				suspects <- fmt.Sprintf("%s looks like %s", next.sender, name)
			}
			lifecycle.Done(1)
		}
	}()
	go func() {
		reported := map[string]bool{}
		for line := range suspects {
			reported[line] = true
		}
	}()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
