// Reports makes the evening's reports of all branches of a bank: each has several parts, and each part is calculated
// from the branch's own numbers.
package main

import (
	"sync"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
	"example.org/zoo/programs/internal/tasks"
)

const branches = 30

// part is one calculation of a report.
type part struct {
	name  string
	value float64
}

// report is what a branch gets.
type report struct {
	branch int
	parts  []part
}

// branch makes its reports by itself.
type branch struct {
	number int
	desk   *tasks.Desk
}

// compile goes through the parts, each branch from another one on.
func (b *branch) compile(day int) report {
	made := report{branch: b.number}
	for index := range tasks.Names {
		name := tasks.Names[(index+b.number+day)%len(tasks.Names)]
		made.parts = append(made.parts, part{name, b.desk.Do(name)})
	}
	return made
}

// shelf keeps the last report of each branch.
type shelf struct {
	mu      sync.Mutex
	reports map[int]report
}

func (s *shelf) put(made report) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reports[made.branch] = made
}

func main() {
	s := &shelf{reports: map[int]report{}}
	for number := 0; number < branches; number++ {
		b := &branch{number, tasks.NewDesk(uint64(number + 1))}
		go func() {
			for day := 0; ; day++ {
				s.put(b.compile(day))
				lifecycle.Done(1)
			}
		}()
	}
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
