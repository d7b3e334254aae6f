// A server with nothing wrong in it. It is to be built with -gcflags='all=-N -l': that is what is wrong.
package main

import (
	"fmt"
	"net"
	"net/http"

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
	mux := http.NewServeMux()
	mux.HandleFunc("/greeting", handleGreeting)
	go func() { _ = http.Serve(listener, mux) }()
	settle.Ready("http://"+listener.Addr().String(), settle.Goroutines(1, "IO wait", "net/http.(*Server).Serve("))
	settle.UntilInterrupted()
}
