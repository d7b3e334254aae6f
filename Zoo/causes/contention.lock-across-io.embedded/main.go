// The lock is embedded in the struct and not the first field; the holder waits for a mail server.
package main

import (
	"fmt"
	"net"
	"sync"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

// Mailer sends mails over one connection.
type Mailer struct {
	sender string
	sent   int64
	sync.Mutex
	server net.Conn
}

// Send sends a mail and waits for the server's answer. WRONG: the lock is held meanwhile, and nothing ends the wait.
func (m *Mailer) Send(to, text string) error {
	m.Lock()
	defer m.Unlock()
	if _, err := fmt.Fprintf(m.server, "RCPT TO:<%s>\r\n%s\r\n.\r\n", to, text); err != nil {
		return err
	}
	var answer [3]byte
	if _, err := m.server.Read(answer[:]); err != nil {
		return err
	}
	m.sent++
	return nil
}

func notify(mailer *Mailer, customer int) {
	_ = mailer.Send(fmt.Sprintf("customer-%d@example.org", customer), "Hello")
}

func main() {
	address := peer.Silent()
	server, err := net.Dial("tcp", address)
	if err != nil {
		panic(err)
	}
	mailer := &Mailer{sender: "shop@example.org", server: server}
	for customer := 0; customer < 46; customer++ {
		go notify(mailer, customer)
	}
	settle.Ready(address,
		settle.Goroutines(1, "IO wait", "main.(*Mailer).Send("),
		settle.Goroutines(45, "sync.Mutex.Lock", "main.(*Mailer).Send("))
	settle.UntilInterrupted()
}
