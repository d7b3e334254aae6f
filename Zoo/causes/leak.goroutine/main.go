// A search asks a replica with a timeout. When the timeout comes first, nobody receives the answer any more, and the
// goroutine that has it waits for ever. 400 are there at the start, and twenty come every second.
package main

import (
	"context"
	"time"

	"example.org/zoo/internal/settle"
)

// search asks a replica. WRONG: the channel has no room, so the answer needs a receiver.
func search(request context.Context, query string) (string, error) {
	answers := make(chan string)
	go askReplica(query, answers)
	select {
	case answer := <-answers:
		return answer, nil
	case <-request.Done():
		return "", request.Err()
	}
}

func askReplica(query string, answers chan<- string) {
	answers <- "results for " + query
}

func main() {
	expired, cancel := context.WithCancel(context.Background())
	cancel()
	lost := 0
	for lost < 400 {
		lost += searchOnce(expired)
	}
	settle.Ready("", settle.Goroutines(400, "chan send", "main.askReplica("))
	for range time.Tick(50 * time.Millisecond) {
		for searchOnce(expired) == 0 {
		}
	}
}

// searchOnce tells whether the answer was lost; a select with two ready cases chooses either.
func searchOnce(request context.Context) int {
	if _, err := search(request, "gopher"); err != nil {
		return 1
	}
	return 0
}
