// Ten workers want a lock on a file that another process holds.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/settle"
)

// publish writes the site, one process at a time. WRONG: it waits without limit, and each wait takes a thread.
func publish(lockFile string) error {
	file, err := os.OpenFile(lockFile, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	return lock(file)
}

func lock(file *os.File) error { return syscall.Flock(int(file.Fd()), syscall.LOCK_EX) }

func work(lockFile string) { _ = publish(lockFile) }

func main() {
	if companion.Role() == "holder" {
		hold(os.Args[1])
	}
	folder, err := os.MkdirTemp("", "zoo")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	lockFile := filepath.Join(folder, "publish.lock")
	companion.Start("holder", lockFile)
	for range [10]int{} {
		go work(lockFile)
	}
	settle.Ready(lockFile, settle.Goroutines(10, "syscall", "main.publish("))
	settle.UntilInterrupted()
}

// hold is the other process.
func hold(lockFile string) {
	file, err := os.OpenFile(lockFile, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		panic(err)
	}
	if err := lock(file); err != nil {
		panic(err)
	}
	fmt.Println("held")
	settle.UntilInterrupted()
	file.Close()
}
