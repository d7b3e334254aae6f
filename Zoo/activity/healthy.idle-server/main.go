// A server that nobody asks for anything, with a goroutine that looks after it now and then.
package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() { _ = http.Serve(listener, http.NotFoundHandler()) }()
	go func() {
		for range time.Tick(100 * time.Millisecond) {
			_, _ = os.Stat("/etc/hostname")
		}
	}()
	// Commands may come by standard input, and none does.
	go func() {
		input := bufio.NewScanner(os.Stdin)
		for input.Scan() {
			fmt.Println(input.Text())
		}
	}()
	fmt.Println("ready", os.Getpid(), listener.Addr())
	time.Sleep(3 * time.Second)
}
