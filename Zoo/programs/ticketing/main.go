// Ticketing turns the scans of the doors into entries, and says so when a door was quiet for long.
package main

import (
	"fmt"
	"os"
	"time"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

const quiet = 30 * time.Minute

type scan struct {
	door   int
	ticket uint64
}

type door struct {
	number  int
	scans   chan scan
	closing chan struct{}
	entries map[uint64]time.Time
	refused int
}

// admit lets a ticket in once.
func (d *door) admit(s scan, now time.Time) bool {
	if len(d.entries) > 5000 {
		clear(d.entries)
	}
	if _, known := d.entries[s.ticket]; known {
		d.refused++
		return false
	}
	d.entries[s.ticket] = now
	return true
}

// watch works off the scans of a door.
func (d *door) watch() {
	for {
		select {
		case s := <-d.scans:
			if d.admit(s, time.Now()) {
				daemon.Done(1)
			}
		case <-time.After(quiet):
			fmt.Fprintf(os.Stderr, "door %d is quiet\n", d.number)
		case <-d.closing:
			return
		}
	}
}

// scanner reads tickets.
func (d *door) scanner() {
	state := uint64(d.number + 1)
	for tick := range time.Tick(5 * time.Millisecond) {
		state = state*6364136223846793005 + uint64(tick.Nanosecond())
		d.scans <- scan{d.number, state}
	}
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	closing := make(chan struct{})
	for number := 0; number < 6; number++ {
		d := &door{number: number, scans: make(chan scan, 4), closing: closing, entries: map[uint64]time.Time{}}
		go d.watch()
		go d.scanner()
	}
	daemon.Run(ctx, pprof)
	close(closing)
}
