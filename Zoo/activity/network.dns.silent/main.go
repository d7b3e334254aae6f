// Looks up names at a resolver that never answers.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"time"
)

// lookUp asks as the resolver of Go does. WRONG: the resolver that is set up is not there any more, and each question
// waits for its time to be over.
func lookUp(resolver *net.Resolver, name string) error {
	limit, cancel := context.WithTimeout(context.Background(), 1500*time.Millisecond)
	defer cancel()
	_, err := resolver.LookupHost(limit, name)
	return err
}

func main() {
	silent, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer silent.Close()
	resolver := &net.Resolver{PreferGo: true, Dial: func(limit context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(limit, "udp", silent.LocalAddr().String())
	}}
	fmt.Println("ready", os.Getpid(), silent.LocalAddr())
	for number := range [2]int{} {
		_ = lookUp(resolver, fmt.Sprintf("backend%d.example.org.", number))
	}
}
