package main

import (
	"fmt"
	"io"
	"sort"
	"strings"

	"example.org/oracle/trace"
)

// sum is a number of durations, their sum and the longest, in nanoseconds.
type sum struct{ count, total, longest int64 }

// summing holds what lasts, by plain counting: no step of it is shared with sonde.
type summing struct {
	sums       map[string]*sum
	goroutines map[trace.GoID]*goroutineSums
	processors map[trace.ProcID]bool
	stops      map[trace.GoID]trace.Time
	sweeps     map[trace.ProcID]trace.Time
	marking    trace.Time
	start, now trace.Time
	ready      int
	limit      int64
}

type goroutineSums struct {
	state          trace.GoState
	since, created trace.Time
	reason         string
	isNew          bool
	isAssisting    bool
	assistSince    trace.Time
	assistRunning  trace.Time
	label          string
	labelSince     trace.Time
}

// durationSums prints lines of a name, a count, a sum and a maximum, with tabs between them.
func durationSums(path string, output io.Writer) error {
	s := &summing{
		sums: map[string]*sum{}, goroutines: map[trace.GoID]*goroutineSums{}, processors: map[trace.ProcID]bool{},
		stops: map[trace.GoID]trace.Time{}, sweeps: map[trace.ProcID]trace.Time{}, marking: -1, start: -1,
	}
	err := events(path, s.event)
	for _, g := range s.goroutines {
		if g.isAssisting {
			s.endAssist(g)
		}
		if g.label != "" {
			s.add("worker "+g.label, s.now-g.labelSince)
		}
	}
	s.add("trace", s.now-s.start)
	var names []string
	for name := range s.sums {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(output, "%s\t%d\t%d\t%d\n", name, s.sums[name].count, s.sums[name].total, s.sums[name].longest)
	}
	return err
}

func (s *summing) add(name string, duration trace.Time) { s.addValue(name, int64(duration)) }

func (s *summing) addValue(name string, value int64) {
	entry := s.sums[name]
	if entry == nil {
		entry = &sum{}
		s.sums[name] = entry
	}
	entry.count++
	entry.total += value
	entry.longest = max(entry.longest, value)
}

func (s *summing) event(event *trace.Event) {
	if s.start < 0 {
		s.start = event.Time()
		s.now = s.start
	}
	s.pass(event.Time())
	switch event.Kind() {
	case trace.EventMetric:
		if metric := event.Metric(); metric.Name == "/sched/gomaxprocs:threads" {
			value := int64(metric.Value.Uint64())
			if s.limit == 0 {
				s.addValue("capacity", value*int64(s.now-s.start))
			}
			s.limit = value
		}
	case trace.EventStackSample:
		s.add("samples", 0)
		if event.Goroutine() == trace.NoGoroutine {
			s.add("samples without a goroutine", 0)
		}
	case trace.EventLabel:
		if g := s.goroutines[event.Goroutine()]; g != nil {
			g.label, g.labelSince = event.Label().Label, s.now
		}
	case trace.EventRangeBegin, trace.EventRangeActive:
		s.begin(event)
	case trace.EventRangeEnd:
		s.end(event)
	case trace.EventStateTransition:
		s.transition(event)
	}
}

// pass counts what was so until now.
func (s *summing) pass(now trace.Time) {
	if s.limit > 0 && len(s.stops) == 0 && s.ready > 0 {
		busy := int64(0)
		for _, isBusy := range s.processors {
			if isBusy {
				busy++
			}
		}
		if busy < s.limit {
			s.add("starved", now-s.now)
		} else {
			s.add("saturated", now-s.now)
		}
	}
	s.addValue("capacity", s.limit*int64(now-s.now))
	s.now = now
}

func (s *summing) begin(event *trace.Event) {
	since := s.now
	if event.Kind() == trace.EventRangeActive {
		since = s.start
	}
	switch name := event.Range().Name; {
	case strings.HasPrefix(name, "stop-the-world"):
		s.stops[event.Goroutine()] = since
	case name == "GC concurrent mark phase":
		if s.marking < 0 {
			s.marking = since
		}
	case name == "GC mark assist":
		if g := s.goroutines[event.Range().Scope.Goroutine()]; g != nil && !g.isAssisting {
			g.isAssisting, g.assistSince, g.assistRunning = true, since, 0
		}
	case name == "GC incremental sweep":
		if _, known := s.sweeps[event.Range().Scope.Proc()]; !known {
			s.sweeps[event.Range().Scope.Proc()] = since
		}
	}
}

func (s *summing) end(event *trace.Event) {
	switch name := event.Range().Name; {
	case strings.HasPrefix(name, "stop-the-world"):
		s.add(name, s.now-s.stops[event.Goroutine()])
		delete(s.stops, event.Goroutine())
	case name == "GC concurrent mark phase":
		s.add("marking", s.now-s.marking)
		s.marking = -1
	case name == "GC mark assist":
		s.endAssist(s.goroutines[event.Range().Scope.Goroutine()])
	case name == "GC incremental sweep":
		s.add("sweeps", s.now-s.sweeps[event.Range().Scope.Proc()])
		delete(s.sweeps, event.Range().Scope.Proc())
		for _, attribute := range event.RangeAttributes() {
			s.addValue(attribute.Name, int64(attribute.Value.Uint64()))
		}
	}
}

func (s *summing) endAssist(g *goroutineSums) {
	s.runAssist(g)
	s.add("assists", s.now-g.assistSince)
	s.add("assists running", g.assistRunning)
	g.isAssisting = false
}

// runAssist counts the end of a stretch in which a goroutine that assists may have run.
func (s *summing) runAssist(g *goroutineSums) {
	if g.isAssisting && g.state == trace.GoRunning {
		g.assistRunning += s.now - max(g.since, g.assistSince)
	}
}

func (s *summing) transition(event *trace.Event) {
	change := event.StateTransition()
	if change.Resource.Kind == trace.ResourceProc {
		_, to := change.Proc()
		s.processors[change.Resource.Proc()] = to == trace.ProcRunning
		return
	}
	from, to := change.Goroutine()
	id := change.Resource.Goroutine()
	g := s.goroutines[id]
	switch {
	case g == nil || from == trace.GoNotExist:
		g = &goroutineSums{since: s.start}
		s.goroutines[id] = g
		if from == trace.GoNotExist {
			g.since, g.created, g.isNew = s.now, s.now, true
			s.add("created", 0)
		}
	case from == to:
		return
	default:
		s.leave(event, g, to)
	}
	if to == trace.GoNotExist {
		s.add("ended", 0)
		if g.isNew {
			s.add("lifetimes", s.now-g.created)
		}
		delete(s.goroutines, id)
		return
	}
	if from != trace.GoUndetermined && from != trace.GoNotExist {
		g.since = s.now
	}
	g.state, g.reason = to, change.Reason
	if to == trace.GoRunnable {
		s.ready++
	}
}

func (s *summing) leave(event *trace.Event, g *goroutineSums, to trace.GoState) {
	duration := s.now - g.since
	switch g.state {
	case trace.GoWaiting:
		s.add("waiting: "+g.reason, duration)
		if event.Goroutine() != trace.NoGoroutine {
			s.add("woken by a goroutine: "+g.reason, duration)
		}
	case trace.GoSyscall:
		s.add("system calls", duration)
		if to == trace.GoRunnable {
			s.add("system calls without a processor at the end", duration)
		}
	case trace.GoRunnable:
		s.ready--
	case trace.GoRunning:
		if g.label != "" {
			s.add("worker "+g.label, s.now-g.labelSince)
			g.label = ""
		}
		s.runAssist(g)
	}
}
