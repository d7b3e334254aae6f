// A health checker does not close the bodies of the answers: each request leaves a connection and the transport's two
// goroutines behind. The checked service is another process. 150 at the start, ten more every second.
package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/settle"
)

// check asks a service for its health. WRONG: the body is neither read nor closed.
func check(client *http.Client, service string) (bool, error) {
	response, err := client.Get(service + "/health")
	if err != nil {
		return false, err
	}
	return response.StatusCode == http.StatusOK, nil
}

func main() {
	if companion.Role() == "service" {
		serve()
	}
	service := "http://" + companion.Start("service")
	client := &http.Client{Timeout: 0}
	for range [150]int{} {
		if _, err := check(client, service); err != nil {
			panic(err)
		}
	}
	settle.Ready(service,
		settle.Goroutines(150, "select", "net/http.(*persistConn).readLoop("),
		settle.Goroutines(150, "select", "net/http.(*persistConn).writeLoop("))
	for range time.Tick(100 * time.Millisecond) {
		_, _ = check(client, service)
	}
}

// serve is the checked service: its answers are larger than what the client reads ahead.
func serve() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	report := bytes.Repeat([]byte("all is well\n"), 20_000)
	panic(http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(report) })))
}
