// A hundred requests each ask the same weather server over a connection of their own; it stays silent. There is no
// lock and no pool.
package main

import (
	"bufio"
	"fmt"
	"net"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

// forecast asks the weather server. WRONG: no deadline.
func forecast(server, town string) (string, error) {
	connection, err := net.Dial("tcp", server)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	if _, err := fmt.Fprintln(connection, town); err != nil {
		return "", err
	}
	return bufio.NewReader(connection).ReadString('\n')
}

func handle(server string, request int) { _, _ = forecast(server, fmt.Sprintf("town-%d", request)) }

func main() {
	server := peer.Silent()
	for request := 0; request < 100; request++ {
		go handle(server, request)
	}
	settle.Ready(server, settle.Goroutines(100, "IO wait", "main.forecast("))
	settle.UntilInterrupted()
}
