// Attendance keeps track of who is online: each session has a watcher that passes on what its contacts do.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"example.org/zoo/internal/daemon"
)

type change struct {
	user   int
	online bool
}

// session is one user's stay.
type session struct {
	user    int
	changes chan change
	cancel  context.CancelFunc
	seen    int
}

type service struct {
	mutex    sync.Mutex
	sessions map[int]*session
	root     context.Context
}

// open starts a session.
func (s *service) open(user int) *session {
	ctx, cancel := context.WithCancel(s.root)
	opened := &session{user: user, changes: make(chan change, 8), cancel: cancel}
	s.mutex.Lock()
	s.sessions[user] = opened
	s.mutex.Unlock()
	go opened.watch(ctx)
	return opened
}

// watch passes on changes for as long as the session lasts.
func (s *session) watch(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.changes:
			s.seen++
			daemon.Done(1)
		}
	}
}

// close ends a session.
func (s *service) close(closed *session) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.sessions, closed.user)
}

// announce tells everybody who is online.
func (s *service) announce(c change) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, other := range s.sessions {
		select {
		case other.changes <- c:
		default:
		}
	}
}

// visit is what a user does: come, stay a little, go.
func (s *service) visit(user int) error {
	stay := s.open(user)
	s.announce(change{user, true})
	time.Sleep(100 * time.Millisecond)
	s.close(stay)
	s.announce(change{user, false})
	if stay.user != user {
		return fmt.Errorf("user %d has the session of %d", user, stay.user)
	}
	return nil
}

func (s *service) users(first int) {
	for user := first; ; user += 6 {
		if s.visit(user) != nil {
			return
		}
	}
}

func main() {
	ctx := daemon.Context()
	s := &service{sessions: map[int]*session{}, root: ctx}
	for first := 0; first < 6; first++ {
		go s.users(first)
	}
	daemon.Run(ctx)
}
