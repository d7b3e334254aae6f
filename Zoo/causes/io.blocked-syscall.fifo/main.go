// Access logs go into a FIFO that a log shipper is to read. The shipper is not there: each request blocks, with its
// thread, in open.
package main

import (
	"os"
	"path/filepath"
	"syscall"

	"example.org/zoo/internal/settle"
)

// logAccess writes one line. WRONG: opening a FIFO for writing waits for a reader, out of sight of Go's poller.
func logAccess(fifo, line string) error {
	file, err := os.OpenFile(fifo, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = file.WriteString(line)
	return err
}

func handle(fifo string) { _ = logAccess(fifo, "GET / 200\n") }

func main() {
	folder, err := os.MkdirTemp("", "zoo")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	fifo := filepath.Join(folder, "access.log")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		panic(err)
	}
	for range [30]int{} {
		go handle(fifo)
	}
	settle.Ready(fifo, settle.Goroutines(30, "syscall", "main.logAccess("))
	settle.UntilInterrupted()
}
