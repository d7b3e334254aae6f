// Accesslog serves a page and tells an archive about each visit. What does not fit into the
// queue is counted and left out, so that no visitor waits for it.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/lifecycle"
)

const visitors = 6

// visit is what the archive is told.
type visit struct {
	path string
	when time.Time
}

// archive has a queue that is often full.
type archive struct {
	queue   chan visit
	dropped atomic.Int64
	kept    atomic.Int64
}

func (a *archive) tell(next visit) {
	select {
	case a.queue <- next:
	default:
		a.dropped.Add(1)
	}
}

// store sends the visits away, one after the other.
func (a *archive) store(address string) {
	connection, err := net.Dial("tcp", address)
	lifecycle.Must(err)
	answer := make([]byte, 3)
	for next := range a.queue {
		fmt.Fprintf(connection, "%s %d\n", next.path, next.when.UnixNano())
		if _, err := io.ReadFull(connection, answer); err != nil {
			return
		}
		a.kept.Add(1)
	}
}

// serve is the archive's side.
func serve() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	lifecycle.Must(err)
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				buffer := make([]byte, 4096)
				for {
					if _, err := connection.Read(buffer); err != nil {
						return
					}
					time.Sleep(60 * time.Millisecond)
					io.WriteString(connection, "ok\n")
				}
			}()
		}
	}()
	return listener.Addr().String()
}

// surf is the visitors' side.
func surf(address string) {
	for number := 0; number < visitors; number++ {
		go func() {
			for {
				answer, err := http.Get("http://" + address + "/")
				if err == nil {
					io.Copy(io.Discard, answer.Body)
					answer.Body.Close()
				}
				time.Sleep(30 * time.Millisecond)
			}
		}()
	}
	select {}
}

func main() {
	if companion.Role() == "world" {
		fmt.Println(serve())
		surf(os.Args[1])
	}
	a := &archive{queue: make(chan visit, 32)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	lifecycle.Must(err)
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "Opening hours: 9 to 17.\n")
		a.tell(visit{r.URL.Path, time.Now()})
		lifecycle.Done(1)
	}))
	go a.store(companion.Start("world", listener.Addr().String()))
	lifecycle.Ready()
	lifecycle.Wait()
}
