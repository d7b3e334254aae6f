// Sixty long-lived streams to clients in another process. Each has a goroutine that reads frames and one that writes
// them, as RPC servers do; nobody has anything to say at the moment.
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/settle"
)

const streams = 60

// stream is one connection with frames in both directions.
type stream struct {
	connection net.Conn
	outgoing   chan []byte
	done       chan struct{}
}

// readLoop reads frames until the client goes away.
func (s *stream) readLoop() {
	defer close(s.done)
	reader := bufio.NewReader(s.connection)
	for {
		frame, err := reader.ReadBytes('\n')
		if err != nil {
			return
		}
		s.outgoing <- frame
	}
}

// writeLoop writes what there is to write.
func (s *stream) writeLoop() {
	for {
		select {
		case frame := <-s.outgoing:
			if _, err := s.connection.Write(frame); err != nil {
				return
			}
		case <-s.done:
			return
		}
	}
}

func serve(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		stream := &stream{connection, make(chan []byte, 16), make(chan struct{})}
		go stream.readLoop()
		go stream.writeLoop()
	}
}

func main() {
	if companion.Role() == "clients" {
		connect(os.Args[1])
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go serve(listener)
	companion.Start("clients", listener.Addr().String())
	settle.Ready(listener.Addr().String(),
		settle.Goroutines(streams, "IO wait", "main.(*stream).readLoop("),
		settle.Goroutines(streams, "select", "main.(*stream).writeLoop("))
	settle.UntilInterrupted()
}

// connect opens the streams, has one frame echoed on each, and stays.
func connect(server string) {
	var connections []net.Conn
	for len(connections) < streams {
		connection, err := net.Dial("tcp", server)
		if err != nil {
			panic(err)
		}
		fmt.Fprintln(connection, "hello")
		if _, err := bufio.NewReader(connection).ReadString('\n'); err != nil {
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
