// Package companion starts a program of the zoo once more in another role: as the peer, the customers, the other
// process that holds a file lock. What belongs to the other side then does not show among the goroutines of this one.
package companion

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
)

const variable = "ZOO_COMPANION"

func init() {
	// A companion ends with the thread that started it, which therefore has to be the main thread.
	runtime.LockOSThread()
}

// Role is what this process was started for; empty for the program itself. To be called first in main.
func Role() string {
	role := os.Getenv(variable)
	if role != "" {
		runtime.UnlockOSThread()
	}
	return role
}

// Start starts this program in another role and returns the first line of its output. It ends with this process. To be
// called from main; after the first call main is no longer bound to the main thread, which does not matter as long as
// no goroutine ends while locked to its thread.
func Start(role string, arguments ...string) string {
	defer runtime.UnlockOSThread()
	reading, writing, err := os.Pipe()
	check(err)
	executable, err := os.Executable()
	check(err)
	command := exec.Command(executable, arguments...)
	command.Env = append(os.Environ(), variable+"="+role)
	command.Stdout = writing
	command.Stderr = os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	check(command.Start())
	check(writing.Close())
	line, err := bufio.NewReader(reading).ReadString('\n')
	check(err)
	check(reading.Close())
	return strings.TrimSpace(line)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "companion:", err)
		os.Exit(3)
	}
}
