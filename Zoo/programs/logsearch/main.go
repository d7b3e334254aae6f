// Logsearch keeps the last lines of many machines and counts, for each saved search, how many of them match.
package main

import (
	"fmt"
	"math/rand"
	"regexp"
	"sync"

	"example.org/zoo/internal/lifecycle"
)

const (
	capacity = 400_000
	batch    = 200
)

// search is what an engineer has saved.
type search struct {
	name    string
	pattern string
	exclude string
}

var searches = []search{
	{"timeouts", `(?i)time(d )?out after (\d+)(ms|s)`, `health`},
	{"restarts", `\b(restart|reboot)(ed|ing)?\b.*unit=[a-z-]+\.service`, `planned`},
	{"denied", `(?i)(permission|access) denied.*user=(root|admin|\w+-svc)`, `audit`},
	{"addresses", `\b(?:\d{1,3}\.){3}\d{1,3}:\d{2,5}\b`, `127\.0\.0\.1`},
}

// store is a ring of lines.
type store struct {
	mu    sync.RWMutex
	bytes []byte
	lines [][2]int
	next  int
}

func newStore() *store {
	return &store{bytes: make([]byte, 0, 36<<20), lines: make([][2]int, 0, capacity)}
}

func (s *store) add(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.lines) == cap(s.lines) || len(s.bytes)+len(line) > cap(s.bytes) {
		s.lines, s.bytes, s.next = s.lines[:0], s.bytes[:0], 0
	}
	s.lines = append(s.lines, [2]int{len(s.bytes), len(line)})
	s.bytes = append(s.bytes, line...)
}

// take copies the lines that came since the last call, a batch at most.
func (s *store) take() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []string
	for s.next < len(s.lines) && len(found) < batch {
		place := s.lines[s.next]
		found = append(found, string(s.bytes[place[0]:place[0]+place[1]]))
		s.next++
	}
	return found
}

// matches counts the lines that a search finds.
func (q search) matches(lines []string) int {
	count := 0
	for _, line := range lines {
		if found, _ := regexp.MatchString(q.pattern, line); !found {
			continue
		}
		if excluded, _ := regexp.MatchString(q.exclude, line); !excluded {
			count++
		}
	}
	return count
}

func write(random *rand.Rand) string {
	switch random.Intn(4) {
	case 0:
		return fmt.Sprintf("cart: request timed out after %dms peer=10.0.%d.7:5432", random.Intn(9000), random.Intn(250))
	case 1:
		return fmt.Sprintf("init: restarted unit=billing-%d.service", random.Intn(9))
	default:
		return fmt.Sprintf("web: GET /products/%d 200 %dus", random.Intn(1000), random.Intn(900))
	}
}

func main() {
	s, random := newStore(), rand.New(rand.NewSource(11))
	totals := map[string]int{}
	go func() {
		for {
			for count := 0; count < batch; count++ {
				s.add(write(random))
			}
			lines := s.take()
			for _, q := range searches {
				totals[q.name] += q.matches(lines)
			}
			lifecycle.Done(len(lines))
		}
	}()
	lifecycle.Ready()
	lifecycle.Wait()
}
