// A server with nothing wrong in it, in a module of its own. It is to be built in a git repository with a change that
// is not committed: that is what is wrong.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
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
	// A request that was answered says that the server serves.
	response, err := http.Get("http://" + listener.Addr().String() + "/greeting?name=me")
	if err != nil {
		panic(err)
	}
	response.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	fmt.Println("ready http://" + listener.Addr().String())
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	<-stop
}
