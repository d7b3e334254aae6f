// An idle HTTP server with its profiles on the loopback interface.
package main

import (
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"

	"example.org/zoo/internal/settle"
)

func handleGreeting(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "hello, %s\n", r.URL.Query().Get("name"))
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	http.HandleFunc("/greeting", handleGreeting)
	go func() { _ = http.Serve(listener, nil) }()
	settle.Ready("http://"+listener.Addr().String(), settle.Goroutines(1, "IO wait", "net/http.(*Server).Serve("))
	settle.UntilInterrupted()
}
