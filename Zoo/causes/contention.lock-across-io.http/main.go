// A token source refreshes its token over HTTP with its lock held. The holder itself waits for a channel of the HTTP
// transport; it is the transport's goroutine that waits for the network.
package main

import (
	"io"
	"net/http"
	"sync"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

// TokenSource keeps the token for calls to other services.
type TokenSource struct {
	issuer string
	client *http.Client

	mu    sync.Mutex
	token string
}

// Token returns the token and fetches it when there is none. WRONG: an HTTP request under the lock, with no timeout.
func (s *TokenSource) Token() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == "" {
		if err := s.fetch(); err != nil {
			return "", err
		}
	}
	return s.token, nil
}

func (s *TokenSource) fetch() error {
	response, err := s.client.Get("http://" + s.issuer + "/token")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	token, err := io.ReadAll(response.Body)
	s.token = string(token)
	return err
}

func call(tokens *TokenSource) { _, _ = tokens.Token() }

func main() {
	issuer := peer.Silent()
	tokens := &TokenSource{issuer: issuer, client: &http.Client{Transport: &http.Transport{}}}
	for range [41]int{} {
		go call(tokens)
	}
	settle.Ready(issuer,
		settle.Goroutines(1, "select", "main.(*TokenSource).fetch(", "net/http.(*persistConn).roundTrip("),
		settle.Goroutines(1, "IO wait", "net/http.(*persistConn).readLoop("),
		settle.Goroutines(40, "sync.Mutex.Lock", "main.(*TokenSource).Token("))
	settle.UntilInterrupted()
}
