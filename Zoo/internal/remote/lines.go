// Package remote holds the roles of the processes at the other end of a service's connections.
package remote

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"time"

	"example.org/zoo/internal/daemon"
)

// Lines is a role: a server that answers each line with one line. The argument is how long it takes for each.
func Lines(arguments []string) {
	delay := duration(arguments, 0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	fmt.Println(listener.Addr())
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go answerLines(connection, delay)
	}
}

func answerLines(connection net.Conn, delay time.Duration) {
	defer connection.Close()
	lines := bufio.NewReader(connection)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		time.Sleep(delay)
		if _, err := io.WriteString(connection, "ok "+line); err != nil {
			return
		}
	}
}

// Sink is a role: a server that reads what it is sent, a block at a time. The arguments are a block's size and the
// pause after it.
func Sink(arguments []string) {
	block, pause := number(arguments, 0), duration(arguments, 1)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	fmt.Println(listener.Addr())
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go drain(connection, block, pause)
	}
}

// Collector is a role: it reads its standard input, a block at a time. The arguments are those of Sink.
func Collector(arguments []string) {
	drain(stdin(), number(arguments, 0), duration(arguments, 1))
}

func drain(source io.Reader, block int, pause time.Duration) {
	if small, ok := source.(*net.TCPConn); ok {
		small.SetReadBuffer(16 << 10)
	}
	buffer := make([]byte, block)
	for {
		if _, err := io.ReadFull(source, buffer); err != nil {
			return
		}
		time.Sleep(pause)
	}
}
