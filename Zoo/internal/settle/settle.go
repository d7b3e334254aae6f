// Package settle tells when a program of the zoo has reached the state that it is kept for. It looks at the runtime's
// own dump of all goroutines, so "ready" means that the goroutines are blocked, and not that some time has passed.
package settle

import (
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// timeLimit is how long a program may take to get to its state, on a slow machine.
const timeLimit = 50 * time.Second

// Want is a least number of goroutines in one state with some functions on their stacks.
type Want struct {
	Count int
	// State is how the text in brackets begins: "chan receive", "sync.Mutex.Lock". Alternatives stand between bars:
	// the runtime's texts differ between versions.
	State string
	// Functions are parts of the goroutine's record that have to be there, all of them.
	Functions []string
}

// Goroutines makes a Want.
func Goroutines(count int, state string, functions ...string) Want {
	return Want{Count: count, State: state, Functions: functions}
}

// Ready waits until all wants are met and prints "ready", followed by details.
//
// A program that does not get there in time ends with the dump, so that a broken zoo is seen at once.
func Ready(details string, wants ...Want) {
	Wait(wants...)
	fmt.Println(strings.TrimSpace("ready " + details))
}

// Wait waits until all wants are met.
func Wait(wants ...Want) {
	giveUp := time.Now().Add(timeLimit)
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		dump := all()
		missing := unmet(dump, wants)
		if missing == "" {
			return
		}
		if time.Now().After(giveUp) {
			fmt.Fprintf(os.Stderr, "%s\n\nnever reached: %s\n", dump, missing)
			os.Exit(3)
		}
		time.Sleep(pause)
	}
}

func unmet(dump string, wants []Want) string {
	var missing []string
	records := strings.Split(dump, "\n\n")
	for _, want := range wants {
		found := 0
		for _, record := range records {
			if want.matches(record) {
				found++
			}
		}
		if found < want.Count {
			missing = append(missing,
				fmt.Sprintf("%d of %d goroutines in [%s] with %q", found, want.Count, want.State, want.Functions))
		}
	}
	return strings.Join(missing, "; ")
}

var minutes = regexp.MustCompile(`, [0-9]+ minutes`)

func (w Want) matches(record string) bool {
	header, _, _ := strings.Cut(record, "\n")
	_, state, _ := strings.Cut(header, "[")
	// After a minute, the time stands between the reason and "locked to thread".
	state = minutes.ReplaceAllString(state, "")
	known := false
	for _, alternative := range strings.Split(w.State, "|") {
		known = known || strings.HasPrefix(state, alternative)
	}
	for _, function := range w.Functions {
		known = known && strings.Contains(record, function)
	}
	return known
}

func all() string {
	for size := 1 << 20; ; size *= 2 {
		buffer := make([]byte, size)
		if length := runtime.Stack(buffer, true); length < size {
			return string(buffer[:length])
		}
	}
}

// UntilInterrupted keeps a program alive as a service's main function does: it waits for SIGINT or SIGTERM. Without it,
// the runtime would end a program whose goroutines are all blocked with "all goroutines are asleep".
func UntilInterrupted() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	<-stop
}
