// Calls makes as many system calls as it is told, in one thread and without doing anything else: what recording costs
// shows undiluted.
//
//	calls 120000
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
)

func main() {
	runtime.LockOSThread()
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	var buffer [64]byte
	for made := 0; made < count; made += 3 {
		file, err := syscall.Open("/etc/passwd", syscall.O_RDONLY, 0)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		syscall.Read(file, buffer[:])
		syscall.Close(file)
	}
}
