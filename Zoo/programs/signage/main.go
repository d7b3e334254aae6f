// Signage shows the departures of a station on its boards.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

const boards = 12

// departure is a line of a board.
type departure struct {
	line    string
	minutes int
}

// board shows the next departures.
type board struct {
	mu    sync.Mutex
	lines []departure
	shown int
}

// show replaces what is on the board.
func (b *board) show(lines []departure) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines[:0], lines...)
	b.shown++
}

// refresh brings a board up to date with each tick.
func (b *board) refresh(number int) {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for round := 0; ; round++ {
		<-ticker.C
		lines := make([]departure, 0, 6)
		for index := 0; index < 6; index++ {
			lines = append(lines, departure{fmt.Sprintf("S%d", (number+index)%9), (index*7 + round/600) % 60})
		}
		b.show(lines)
	}
}

func main() {
	for number := 0; number < boards; number++ {
		go (&board{}).refresh(number)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	fmt.Println("ready")
	<-stop
}
