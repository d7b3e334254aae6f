package companion

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// Roles are what a program can be started as, besides itself. A role's function gets the arguments of Start, prints
// one line once it is up, and does not return before its work is done.
type Roles map[string]func(arguments []string)

// Play runs the role that this process was started for and reports whether there was one. To be called first in main.
func Play(roles Roles) bool {
	role := Role()
	if role == "" {
		return false
	}
	play, known := roles[role]
	if !known {
		fmt.Fprintln(os.Stderr, "companion: no role", role)
		os.Exit(3)
	}
	play(os.Args[1:])
	return true
}

// StartReading starts this program in another role that reads its standard input, and returns the end to write to.
// What the role prints goes nowhere.
func StartReading(role string, arguments ...string) *os.File { return startPiped(role, nil, arguments) }

// StartTalking starts this program in another role, and returns what it reads and what it writes: the ends of its
// standard input and output.
func StartTalking(role string, arguments ...string) (to, from *os.File) {
	from, output, err := os.Pipe()
	check(err)
	to = startPiped(role, output, arguments)
	check(output.Close())
	return to, from
}

// startPiped starts a role with this output and returns the other end of its input.
func startPiped(role string, output *os.File, arguments []string) *os.File {
	input, to, err := os.Pipe()
	check(err)
	executable, err := os.Executable()
	check(err)
	command := exec.Command(executable, arguments...)
	command.Env = append(os.Environ(), variable+"="+role)
	command.Stdin = input
	if output != nil {
		command.Stdout = output
	}
	command.Stderr = os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	check(command.Start())
	check(input.Close())
	return to
}
