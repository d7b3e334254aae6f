// Meters takes the meter readings of many sites and keeps sums for each meter.
package main

import (
	"fmt"
	"strconv"
	"strings"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

// report is what a site sends: some lines of "meter value".
type report struct {
	site int
	text string
}

type sum struct {
	count       int
	total       float64
	least, most float64
}

type meters struct{ sums map[string]*sum }

// add takes one line.
func (m *meters) add(line string) error {
	name, text, found := strings.Cut(line, " ")
	if !found {
		return fmt.Errorf("no value in %q", line)
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return err
	}
	s := m.sums[name]
	if s == nil {
		s = &sum{least: value, most: value}
		m.sums[name] = s
	}
	s.count++
	s.total += value
	s.least, s.most = min(s.least, value), max(s.most, value)
	return nil
}

// consume works off the reports of all sites.
func (m *meters) consume(reports <-chan report) {
	for r := range reports {
		text := r.text
		for text != "" {
			line, rest, _ := strings.Cut(text, "\n")
			if m.add(line) == nil {
				daemon.Done(1)
			}
			text = rest
		}
	}
}

// send reports a site's meters, over and over.
func send(site int, reports chan<- report) {
	var lines [3]string
	for variant := range lines {
		var text strings.Builder
		for meter := 0; meter < 3000; meter++ {
			fmt.Fprintf(&text, "meter-%d-%d %d.%d\n", site, meter, meter*7%1000, (meter+variant)%10)
		}
		lines[variant] = strings.TrimSuffix(text.String(), "\n")
	}
	for turn := 0; ; turn++ {
		reports <- report{site, lines[turn%len(lines)]}
	}
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	reports := make(chan report, 16)
	m := &meters{sums: map[string]*sum{}}
	go m.consume(reports)
	for site := 0; site < 40; site++ {
		go send(site, reports)
	}
	daemon.Run(ctx, pprof)
}
