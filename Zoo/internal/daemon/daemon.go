// Package daemon holds what each service of the zoo does at its start and at its end: it says when it is under way,
// counts its work, and leaves nothing behind.
package daemon

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	// warmUp is how long a service works before it says that it is under way.
	warmUp = 2 * time.Second
	// longestLife ends a service that nobody ended.
	longestLife = 4 * time.Minute
)

var (
	operations atomic.Int64
	folders    []string
)

// Done counts finished operations.
func Done(count int) { operations.Add(int64(count)) }

// Folder makes a folder that is gone after Run. To be called from main.
func Folder() string {
	folder, err := os.MkdirTemp("", "zoo-")
	Check(err)
	folders = append(folders, folder)
	return folder
}

// Check ends a service that cannot start.
func Check(err error) {
	if err != nil {
		clean()
		fmt.Fprintln(os.Stderr, "daemon:", err)
		os.Exit(3)
	}
}

// Context ends with SIGTERM and SIGINT, and when the service is so old that it must have been forgotten. To be called
// from main before the service starts.
func Context() context.Context {
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	time.AfterFunc(longestLife, func() { syscall.Kill(os.Getpid(), syscall.SIGTERM) })
	return ctx
}

// Run keeps main until the context ends. It prints "ready" and the details once the service is under way, and from
// then on each second the number of operations done so far, and at the end.
func Run(ctx context.Context, details ...string) {
	defer clean()
	started := time.NewTimer(warmUp)
	defer started.Stop()
	select {
	case <-ctx.Done():
		return
	case <-started.C:
	}
	// Words for what is not served are empty.
	fmt.Println(strings.Join(strings.Fields("ready "+strings.Join(details, " ")), " "))
	seconds := time.NewTicker(time.Second)
	defer seconds.Stop()
	for {
		fmt.Printf("ops=%d\n", operations.Load())
		select {
		case <-ctx.Done():
			fmt.Printf("ops=%d\n", operations.Load())
			return
		case <-seconds.C:
		}
	}
}

func clean() {
	for _, folder := range folders {
		os.RemoveAll(folder)
	}
}
