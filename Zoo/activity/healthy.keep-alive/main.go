// A server and a client that asks it over and over, by connections that are kept.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

func ask(client *http.Client, address string, until time.Time) {
	for time.Now().Before(until) {
		response, err := client.Get(address)
		if err != nil {
			panic(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		time.Sleep(5 * time.Millisecond)
	}
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
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
	fmt.Println("ready", os.Getpid(), listener.Addr())
	until := time.Now().Add(3 * time.Second)
	var all sync.WaitGroup
	for range [25]int{} {
		all.Add(1)
		go func() {
			defer all.Done()
			ask(client, "http://"+listener.Addr().String()+"/", until)
		}()
	}
	all.Wait()
}
