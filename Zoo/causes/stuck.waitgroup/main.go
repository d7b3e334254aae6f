// An import waits for its parts; one of them returned early and forgot to say that it is done.
package main

import (
	"errors"
	"sync"

	"example.org/zoo/internal/settle"
)

func importPart(part int, pending *sync.WaitGroup) error {
	if part == 3 {
		// WRONG: no Done on this way out. It should be deferred.
		return errors.New("part 3 is empty")
	}
	pending.Done()
	return nil
}

func importAll(parts int) {
	var pending sync.WaitGroup
	for part := 0; part < parts; part++ {
		pending.Add(1)
		go importPart(part, &pending)
	}
	pending.Wait()
}

func main() {
	go importAll(8)
	settle.Ready("", settle.Goroutines(1, "semacquire|sync.WaitGroup.Wait", "main.importAll("))
	settle.UntilInterrupted()
}
