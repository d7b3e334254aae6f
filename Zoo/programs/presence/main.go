// Presence knows who is online: each client keeps a connection open, and says something only now and then.
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const clients = 2000

// registry has a line for each client.
type registry struct {
	mu     sync.Mutex
	online map[string]time.Time
}

func (r *registry) seen(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.online[name] = time.Now()
}

func (r *registry) gone(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.online, name)
}

func (r *registry) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.online)
}

// attend reads what one client says until it leaves.
func (r *registry) attend(connection net.Conn) {
	defer connection.Close()
	lines, name := bufio.NewReaderSize(connection, 64), ""
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			r.gone(name)
			return
		}
		name = line
		r.seen(name)
		lifecycle.Done(1)
	}
}

func (r *registry) accept(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go r.attend(connection)
	}
}

// crowd is the other side: everybody is there, and somebody speaks every few milliseconds.
func crowd(address string) {
	var all []net.Conn
	for number := 0; number < clients; number++ {
		connection, err := net.Dial("tcp", address)
		lifecycle.Must(err)
		fmt.Fprintf(connection, "client %d\n", number)
		all = append(all, connection)
	}
	fmt.Println("everybody is there")
	for number := 0; ; number++ {
		time.Sleep(4 * time.Millisecond)
		fmt.Fprintf(all[number%clients], "client %d\n", number%clients)
	}
}

func main() {
	if companion.Role() == "crowd" {
		crowd(os.Args[1])
	}
	r := &registry{online: map[string]time.Time{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	lifecycle.Must(err)
	go r.accept(listener)
	companion.Start("crowd", listener.Addr().String())
	for r.count() < clients {
		time.Sleep(10 * time.Millisecond)
	}
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
