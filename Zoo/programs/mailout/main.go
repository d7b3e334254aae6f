// Mailout sends the letters that the parts of a shop hand in.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"strings"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/remote"
)

type letter struct {
	to   string
	text string
	sent chan error
}

type postman struct {
	connection net.Conn
	answers    *bufio.Reader
}

func hire(server string) (*postman, error) {
	connection, err := net.Dial("tcp", server)
	if err != nil {
		return nil, err
	}
	return &postman{connection, bufio.NewReader(connection)}, nil
}

// send gives a letter to the mail server.
func (p *postman) send(l letter) error {
	if _, err := fmt.Fprintf(p.connection, "to=%s text=%s\n", l.to, l.text); err != nil {
		return err
	}
	answer, err := p.answers.ReadString('\n')
	if err == nil && !strings.HasPrefix(answer, "ok") {
		err = errors.New("refused: " + answer)
	}
	return err
}

func (p *postman) work(letters <-chan letter) {
	for l := range letters {
		l.sent <- p.send(l)
	}
}

type office struct{ letters chan letter }

// post hands a letter in and waits until it is sent.
func (o *office) post(to, text string) error {
	l := letter{to, text, make(chan error, 1)}
	o.letters <- l
	return <-l.sent
}

// department writes letters to its customers.
func department(number int, o *office) {
	for customer := 0; ; customer++ {
		err := o.post(fmt.Sprintf("customer-%d@example.org", customer*31+number), "Your order is on its way.")
		if err != nil {
			return
		}
		daemon.Done(1)
	}
}

func main() {
	if companion.Play(companion.Roles{"mail": remote.Lines}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("mail", "180ms")
	o := &office{make(chan letter)}
	for number := 0; number < 4; number++ {
		p, err := hire(peer)
		daemon.Check(err)
		go p.work(o.letters)
	}
	for number := 0; number < 32; number++ {
		go department(number, o)
	}
	daemon.Run(ctx, "peer="+peer)
}
