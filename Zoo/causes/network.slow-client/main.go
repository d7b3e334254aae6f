// A feed writes to forty subscribers that do not read: their sockets are full. The subscribers are another process.
package main

import (
	"bytes"
	"fmt"
	"net"
	"os"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/settle"
)

// stream sends the feed to one subscriber. WRONG: no write deadline.
func stream(subscriber net.Conn) {
	defer subscriber.Close()
	update := bytes.Repeat([]byte("price 100\n"), 10_000)
	for {
		if _, err := subscriber.Write(update); err != nil {
			return
		}
	}
}

func accept(listener net.Listener) {
	for {
		subscriber, err := listener.Accept()
		if err != nil {
			return
		}
		go stream(subscriber)
	}
}

func main() {
	if companion.Role() == "subscribers" {
		subscribe(os.Args[1], 40)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go accept(listener)
	companion.Start("subscribers", listener.Addr().String())
	settle.Ready(listener.Addr().String(), settle.Goroutines(40, "IO wait", "main.stream("))
	settle.UntilInterrupted()
}

// subscribe connects and never reads.
func subscribe(feed string, count int) {
	var connections []net.Conn
	for len(connections) < count {
		connection, err := net.Dial("tcp", feed)
		if err != nil {
			panic(err)
		}
		connections = append(connections, connection)
	}
	fmt.Println("connected")
	settle.UntilInterrupted()
	for _, connection := range connections {
		connection.Close()
	}
}
