// Replication follows a primary: it waits for changes, which are rare at this hour, and answers its signs of life.
package main

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/lifecycle"
)

const links = 4

// state is what was copied so far.
type state struct {
	mu       sync.Mutex
	position map[int]int
	changed  chan struct{}
}

// follow reads changes and confirms each.
func (s *state) follow(link int, address string) {
	connection, err := net.Dial("tcp", address)
	lifecycle.Must(err)
	lines := bufio.NewScanner(connection)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "change") {
			s.mu.Lock()
			s.position[link]++
			s.mu.Unlock()
			select {
			case s.changed <- struct{}{}:
			default:
			}
		}
		fmt.Fprintln(connection, "ok", link)
		lifecycle.Done(1)
	}
}

// checkpoint waits until something has changed.
func (s *state) checkpoint() {
	for range s.changed {
		s.mu.Lock()
		sum := 0
		for _, position := range s.position {
			sum += position
		}
		s.mu.Unlock()
	}
}

// primary is the other side: a sign of life each half second, and a change now and then.
func primary() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	lifecycle.Must(err)
	fmt.Println(listener.Addr())
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			answers := bufio.NewReader(connection)
			for number := 0; ; number++ {
				time.Sleep(500 * time.Millisecond)
				text := "alive"
				if number%16 == 0 {
					text = "change"
				}
				fmt.Fprintln(connection, text, number)
				if _, err := answers.ReadString('\n'); err != nil {
					return
				}
			}
		}()
	}
}

func main() {
	if companion.Role() == "primary" {
		primary()
		return
	}
	address := companion.Start("primary")
	s := &state{position: map[int]int{}, changed: make(chan struct{}, 1)}
	for link := 0; link < links; link++ {
		go s.follow(link, address)
	}
	go s.checkpoint()
	lifecycle.Ready("peer=" + address)
	lifecycle.Wait()
}
