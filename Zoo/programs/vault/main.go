// Vault lends keys of a hardware module to its clients and takes them back when they are no longer in use.
package main

import (
	"bufio"
	"fmt"
	"net"
	"runtime"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/lifecycle"
)

// module is the connection to the hardware.
type module struct {
	mu         sync.Mutex
	connection net.Conn
	answers    *bufio.Reader
}

// key is a slot of the module with what a client needs to use it.
type key struct {
	slot     int
	material [2048]byte
}

// free tells the module that a slot may be used again, and waits for its confirmation.
func (m *module) free(slot int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	fmt.Fprintf(m.connection, "free %d\n", slot)
	m.answers.ReadString('\n')
}

// lend gives a key to a client.
func (m *module) lend(slot int) *key {
	k := &key{slot: slot}
	runtime.AddCleanup(k, m.free, slot)
	return k
}

// sign uses a key.
func (k *key) sign(message []byte) byte {
	sum := byte(0)
	for index, value := range message {
		k.material[index] ^= value
		sum += k.material[index]
	}
	return sum
}

// serve is the module's side: it confirms what it is told, as long as its own queue has room.
func serve() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	lifecycle.Must(err)
	fmt.Println(listener.Addr())
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			lines := bufio.NewScanner(connection)
			for count := 0; lines.Scan() && count < 20; count++ {
				fmt.Fprintln(connection, "ok")
			}
			select {}
		}()
	}
}

func main() {
	if companion.Role() == "module" {
		serve()
		return
	}
	address := companion.Start("module")
	connection, err := net.Dial("tcp", address)
	lifecycle.Must(err)
	m := &module{connection: connection, answers: bufio.NewReader(connection)}
	for slot := 0; slot < 4000; slot++ {
		m.lend(-slot).sign(nil)
	}
	go func() {
		ticker := time.NewTicker(5 * time.Millisecond)
		defer ticker.Stop()
		for number := 0; ; number += 4 {
			<-ticker.C
			for count := 0; count < 4; count++ {
				m.lend(number + count).sign([]byte("statement of account"))
				lifecycle.Done(1)
			}
		}
	}()
	lifecycle.Ready("peer=" + address)
	lifecycle.Wait()
}
