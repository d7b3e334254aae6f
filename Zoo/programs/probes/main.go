// Probes finds out whether the services of a company answer, and how fast.
package main

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/remote"
)

type result struct {
	at      time.Time
	latency time.Duration
	err     error
	via     net.Conn
}

type target struct {
	name    string
	address string
	mutex   sync.Mutex
	history []result
}

// probe asks a target once.
func probe(address string) result {
	started := time.Now()
	connection, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return result{at: started, err: err}
	}
	connection.SetDeadline(started.Add(2 * time.Second))
	fmt.Fprintln(connection, "ping")
	_, err = bufio.NewReader(connection).ReadString('\n')
	return result{started, time.Since(started), err, connection}
}

// check probes a target and keeps the result.
func (t *target) check() {
	r := probe(t.address)
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.history = append(t.history, r)
	if r.err == nil {
		daemon.Done(1)
	}
}

// uptime returns the share of probes that went well.
func (t *target) uptime() float64 {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	good := 0
	for _, r := range t.history {
		if r.err == nil && r.latency < time.Second {
			good++
		}
	}
	return float64(good) / float64(max(1, len(t.history)))
}

func (t *target) watch() {
	for range time.Tick(100 * time.Millisecond) {
		t.check()
		if t.uptime() < 0.5 {
			fmt.Println("alarm:", t.name)
		}
	}
}

func main() {
	if companion.Play(companion.Roles{"upstream": remote.Lines}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("upstream", "1ms")
	for number := 0; number < 5; number++ {
		go (&target{name: fmt.Sprint("service-", number), address: peer}).watch()
	}
	daemon.Run(ctx, "peer="+peer, debugport.Serve())
}
