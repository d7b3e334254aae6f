// A group of goroutines with a limit, made like errgroup's: Go blocks when the limit is reached. The running ones
// wait for a slow peer.
package main

import (
	"fmt"
	"net"
	"sync"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

// group runs functions, a bounded number at a time.
type group struct {
	running sync.WaitGroup
	tokens  chan struct{}
}

// Go starts a function when there is room.
func (g *group) Go(work func()) {
	g.tokens <- struct{}{}
	g.running.Add(1)
	go func() {
		defer func() {
			<-g.tokens
			g.running.Done()
		}()
		work()
	}()
}

// probe asks one host. WRONG: no deadline, so that a silent host keeps its place in the group.
func probe(host string) {
	connection, err := net.Dial("tcp", host)
	if err != nil {
		return
	}
	defer connection.Close()
	fmt.Fprintln(connection, "PING")
	var answer [4]byte
	_, _ = connection.Read(answer[:])
}

func scan(probes *group, hosts []string) {
	for _, host := range hosts {
		host := host
		probes.Go(func() { probe(host) })
	}
}

func main() {
	host := peer.Silent()
	probes := &group{tokens: make(chan struct{}, 5)}
	for range [12]int{} {
		go scan(probes, []string{host, host, host, host, host, host})
	}
	settle.Ready(host,
		settle.Goroutines(5, "IO wait", "main.probe("),
		settle.Goroutines(12, "chan send", "main.(*group).Go("))
	settle.UntilInterrupted()
}
