// A client that makes a new connection for each of its requests.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

// fetch gets a page. WRONG: each request pays for a connection, and leaves a port in TIME_WAIT behind.
func fetch(client *http.Client, address string) {
	response, err := client.Get(address)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		_ = http.Serve(listener, http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
			fmt.Fprintln(writer, "a small answer")
		}))
	}()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	fmt.Println("ready", os.Getpid(), listener.Addr())
	for range [200]int{} {
		fetch(client, "http://"+listener.Addr().String()+"/")
		time.Sleep(5 * time.Millisecond)
	}
}
