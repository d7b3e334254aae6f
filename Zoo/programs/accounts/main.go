// Accounts answers who is logged in, from memory, and asks the directory about those that it does not know.
package main

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/remote"
)

// directory is a connection to the service that knows everybody.
type directory struct {
	connection net.Conn
	answers    *bufio.Reader
}

// ask sends one question.
func (d *directory) ask(user string) (string, error) {
	if _, err := fmt.Fprintln(d.connection, user); err != nil {
		return "", err
	}
	answer, err := d.answers.ReadString('\n')
	return strings.TrimSpace(answer), err
}

type logins struct {
	lock      sync.RWMutex
	known     map[string]string
	directory *directory
}

// guarded runs a function that changes the logins.
func (l *logins) guarded(change func() error) error {
	l.lock.Lock()
	defer l.lock.Unlock()
	return change()
}

// get returns what is known about a user.
func (l *logins) get(user string) (string, bool) {
	l.lock.RLock()
	defer l.lock.RUnlock()
	found, ok := l.known[user]
	return found, ok
}

// find returns what is known about a user, and asks the directory if that is nothing.
func (l *logins) find(user string) (string, error) {
	if found, ok := l.get(user); ok {
		return found, nil
	}
	var found string
	err := l.guarded(func() error {
		answer, err := l.directory.ask(user)
		if err != nil {
			return err
		}
		if len(l.known) > 1000 {
			clear(l.known)
		}
		l.known[user], found = answer, answer
		return nil
	})
	return found, err
}

// stream is one line of requests.
func stream(number int, l *logins) {
	for turn := 0; ; turn++ {
		user := fmt.Sprint("regular-", turn%20)
		if turn%4 == number%4 {
			user = fmt.Sprintf("guest-%d-%d", number, turn)
		}
		if _, err := l.find(user); err != nil {
			return
		}
		daemon.Done(1)
	}
}

func main() {
	if companion.Play(companion.Roles{"upstream": remote.Lines}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("upstream", "25ms")
	connection, err := net.Dial("tcp", peer)
	daemon.Check(err)
	l := &logins{known: map[string]string{}, directory: &directory{connection, bufio.NewReader(connection)}}
	for number := 0; number < 20; number++ {
		go stream(number, l)
	}
	daemon.Run(ctx, "peer="+peer, debugport.Serve())
}
