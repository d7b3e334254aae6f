// A server with nothing wrong in it, but its module says version 1.4.2 of a dependency and takes the code from a folder
// next to it.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"

	"example.org/greeting"
)

func handleGreeting(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, greeting.For(r.URL.Query().Get("name")))
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
