// An HTTP server with two thousand idle keep-alive connections, whose clients are another process. Nothing waits for
// anything but the next request.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/settle"
)

const connections = 2000

func main() {
	if companion.Role() == "browsers" {
		browse("http://"+os.Args[1], connections)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		_ = http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintln(w, "welcome")
		}))
	}()
	companion.Start("browsers", listener.Addr().String())
	settle.Ready("http://"+listener.Addr().String(), settle.Goroutines(connections, "IO wait", "net/http.(*conn).serve("))
	settle.UntilInterrupted()
}

// browse makes one request on each of many connections and keeps them open.
func browse(server string, count int) {
	clients := make([]*http.Client, count)
	for index := range clients {
		clients[index] = &http.Client{Transport: &http.Transport{}}
		response, err := clients[index].Get(server)
		if err != nil {
			panic(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
	fmt.Println("connected")
	settle.UntilInterrupted()
	for _, client := range clients {
		client.CloseIdleConnections()
	}
}
