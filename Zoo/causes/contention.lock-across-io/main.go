// A session store reads from its database over the network with the lock of the store held; the database stays
// silent, and 60 requests wait for the lock, a field of a struct.
package main

import (
	"bufio"
	"fmt"
	"net"
	"sync"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

// SessionStore keeps sessions in memory, in front of a database.
type SessionStore struct {
	database net.Conn

	mu       sync.Mutex
	sessions map[string]string
}

// User returns the user of a session. WRONG: the lock is held while the database is asked.
func (s *SessionStore) User(session string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if user, known := s.sessions[session]; known {
		return user, nil
	}
	user, err := s.load(session)
	if err != nil {
		return "", err
	}
	s.sessions[session] = user
	return user, nil
}

func (s *SessionStore) load(session string) (string, error) {
	if _, err := fmt.Fprintf(s.database, "GET %s\n", session); err != nil {
		return "", err
	}
	return bufio.NewReader(s.database).ReadString('\n')
}

func handle(store *SessionStore, session string) {
	if user, err := store.User(session); err == nil {
		fmt.Println(user)
	}
}

func main() {
	address := peer.Silent()
	database, err := net.Dial("tcp", address)
	if err != nil {
		panic(err)
	}
	store := &SessionStore{database: database, sessions: map[string]string{}}
	for request := 0; request < 61; request++ {
		go handle(store, fmt.Sprintf("session-%d", request))
	}
	settle.Ready(address,
		settle.Goroutines(1, "IO wait", "main.(*SessionStore).load("),
		settle.Goroutines(60, "sync.Mutex.Lock", "main.(*SessionStore).User("))
	settle.UntilInterrupted()
}
