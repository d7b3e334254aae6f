// Package lifecycle is what the services of Zoo/programs share: they say when they are under way, count what they have
// done, and end when they are told to.
package lifecycle

import (
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

var operations atomic.Int64

// Done counts finished operations.
func Done(count int) { operations.Add(int64(count)) }

// Ready prints the line that says that the service is under way.
func Ready(words ...string) {
	fmt.Println(strings.Join(append([]string{"ready"}, words...), " "))
}

// Wait returns at SIGINT or SIGTERM. Until then it prints each second how many operations there were, if there were any.
func Wait() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-stop:
			report()
			return
		case <-second.C:
			report()
		}
	}
}

func report() {
	if count := operations.Load(); count > 0 {
		fmt.Printf("ops=%d\n", count)
	}
}

// Must ends the service when it cannot be set up.
func Must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "cannot start:", err)
		os.Exit(3)
	}
}
