// Reports makes the evening's reports of a bank: each department calculates its own part, day after day.
package main

import (
	"sync"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
	"example.org/zoo/programs/internal/tasks"
)

// regions have an office each, in which every department has a desk.
const regions = 4

// part is one figure of a report.
type part struct {
	region, day int
	value       float64
}

// shelf keeps the last part of each department.
type shelf struct {
	mu    sync.Mutex
	parts map[string]part
}

func (s *shelf) put(department string, made part) {
	s.mu.Lock()
	s.parts[department] = made
	s.mu.Unlock()
	lifecycle.Done(1)
}

// office is one region's.
type office struct {
	region int
	shelf  *shelf
}

func (o *office) desk(department int) *tasks.Desk {
	return tasks.NewDesk(uint64(1 + o.region*16 + department))
}

func (o *office) signatures() {
	for day, desk := 0, o.desk(0); ; day++ {
		o.shelf.put("signatures", part{o.region, day, desk.Seal()})
	}
}

func (o *office) customers() {
	for day, desk := 0, o.desk(1); ; day++ {
		o.shelf.put("customers", part{o.region, day, desk.Rank()})
	}
}

func (o *office) records() {
	for day, desk := 0, o.desk(2); ; day++ {
		o.shelf.put("records", part{o.region, day, desk.Archive()})
	}
}

func (o *office) planning() {
	for day, desk := 0, o.desk(3); ; day++ {
		o.shelf.put("planning", part{o.region, day, desk.Forecast()})
	}
}

func (o *office) counters() {
	for day, desk := 0, o.desk(4); ; day++ {
		o.shelf.put("counters", part{o.region, day, desk.Histogram()})
	}
}

func (o *office) security() {
	for day, desk := 0, o.desk(5); ; day++ {
		o.shelf.put("security", part{o.region, day, desk.Sieve()})
	}
}

func (o *office) letters() {
	for day, desk := 0, o.desk(6); ; day++ {
		o.shelf.put("letters", part{o.region, day, desk.Mail()})
	}
}

func (o *office) risk() {
	for day, desk := 0, o.desk(7); ; day++ {
		o.shelf.put("risk", part{o.region, day, desk.Matrix()})
	}
}

func main() {
	s := &shelf{parts: map[string]part{}}
	for region := 0; region < regions; region++ {
		o := &office{region, s}
		go o.signatures()
		go o.customers()
		go o.records()
		go o.planning()
		go o.counters()
		go o.security()
		go o.letters()
		go o.risk()
	}
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
