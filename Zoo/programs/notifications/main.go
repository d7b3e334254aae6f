// Notifications lets browsers wait for news: a request is answered when there is some, or after a minute.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	browsers = 300
	patience = time.Minute
)

// topic wakes all who wait for it.
type topic struct {
	mu   sync.Mutex
	news chan struct{}
	text string
}

func (t *topic) current() (<-chan struct{}, string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.news, t.text
}

func (t *topic) publish(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = text
	close(t.news)
	t.news = make(chan struct{})
}

// ServeHTTP answers when there is news.
func (t *topic) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	news, _ := t.current()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case <-news:
		_, text := t.current()
		fmt.Fprintln(w, text)
	case <-limit.C:
		w.WriteHeader(http.StatusNoContent)
	case <-r.Context().Done():
	}
	lifecycle.Done(1)
}

// browse is the other side.
func browse(address string) {
	transport := &http.Transport{MaxIdleConnsPerHost: browsers}
	for number := 0; number < browsers; number++ {
		go func() {
			for {
				answer, err := (&http.Client{Transport: transport}).Get("http://" + address + "/news")
				if err != nil {
					time.Sleep(time.Second)
					continue
				}
				io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
		}()
	}
	fmt.Println("waiting")
	select {}
}

func main() {
	if companion.Role() == "browsers" {
		browse(os.Args[1])
	}
	t := &topic{news: make(chan struct{})}
	mux := http.NewServeMux()
	mux.Handle("/news", t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	lifecycle.Must(err)
	go http.Serve(listener, mux)
	companion.Start("browsers", listener.Addr().String())
	go func() {
		for number := 0; ; number++ {
			time.Sleep(20 * time.Second)
			t.publish(fmt.Sprint("news ", number))
		}
	}()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
