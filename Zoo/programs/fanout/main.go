// Fanout passes the events of devices on to those who follow a topic.
package main

import (
	"fmt"
	"sync"
	"time"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

type event struct {
	device int
	text   string
}

type broker struct {
	mutex  sync.RWMutex
	topics map[string]chan event
}

// follow handles a topic's events.
func (b *broker) follow(topic string, handle func(event)) {
	events := make(chan event, 16)
	b.mutex.Lock()
	b.topics[topic] = events
	b.mutex.Unlock()
	go func() {
		for received := range events {
			handle(received)
		}
	}()
}

// topic returns where a topic's events go.
func (b *broker) topic(name string) chan<- event {
	b.mutex.RLock()
	defer b.mutex.RUnlock()
	return b.topics[name]
}

// publish passes an event on.
func (b *broker) publish(topic string, e event) {
	b.topic(topic) <- e
}

// device reports its state, and its faults to another topic.
func device(number int, b *broker) {
	for turn := 1; ; turn++ {
		b.publish("state", event{number, fmt.Sprint("turn ", turn)})
		if turn%100 == 0 && number%4 == 0 {
			b.publish(fmt.Sprintf("faults/%d", number%20), event{number, "over temperature"})
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	b := &broker{topics: map[string]chan event{}}
	b.follow("state", func(event) { daemon.Done(1) })
	b.follow("faults/4", func(event) { daemon.Done(1) })
	b.follow("faults/8", func(event) { daemon.Done(1) })
	for number := 0; number < 20; number++ {
		go device(number, b)
	}
	daemon.Run(ctx, pprof)
}
