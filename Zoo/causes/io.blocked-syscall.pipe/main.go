// Five goroutines read commands from a pipe whose descriptor the poller of Go does not know.
package main

import (
	"syscall"

	"example.org/zoo/internal/settle"
)

// readCommand reads one command of the supervisor. WRONG: a raw read of a blocking descriptor keeps a thread, and the
// supervisor has nothing to say.
func readCommand(descriptor int) (string, error) {
	buffer := make([]byte, 512)
	length, err := syscall.Read(descriptor, buffer)
	return string(buffer[:max(0, length)]), err
}

func supervise(descriptor int) { _, _ = readCommand(descriptor) }

func main() {
	var ends [2]int
	if err := syscall.Pipe2(ends[:], syscall.O_CLOEXEC); err != nil {
		panic(err)
	}
	for range [5]int{} {
		go supervise(ends[0])
	}
	settle.Ready("", settle.Goroutines(5, "syscall", "main.readCommand("))
	settle.UntilInterrupted()
	_ = syscall.Close(ends[1])
}
