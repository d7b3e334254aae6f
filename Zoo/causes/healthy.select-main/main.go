// A daemon: main waits in an empty select, tickers tick, and a signal handler waits. All on purpose.
package main

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.org/zoo/internal/settle"
)

func every(interval time.Duration, action func()) {
	for range time.Tick(interval) {
		action()
	}
}

func reloadOnHangup(hangups <-chan os.Signal) {
	for range hangups {
		println("reloading")
	}
}

func main() {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	go reloadOnHangup(hangups)
	cleaned := 0
	go every(100*time.Millisecond, func() { cleaned++ })
	go every(time.Minute, func() { println("alive") })
	settle.Ready("",
		settle.Goroutines(2, "chan receive", "main.every("), settle.Goroutines(1, "chan receive", "main.reloadOnHangup("))
	select {}
}
