// A publisher sends to its subscriber with the lock held; the subscriber wants the lock before it receives.
package main

import (
	"sync"

	"example.org/zoo/internal/settle"
)

// Topic hands events to its subscribers.
type Topic struct {
	mu          sync.Mutex
	subscribers []chan string
}

// Publish sends an event to all. WRONG: the lock is held while it sends.
func (t *Topic) Publish(event string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, subscriber := range t.subscribers {
		subscriber <- event
	}
}

// Unsubscribe takes a subscriber off the list.
func (t *Topic) Unsubscribe(leaving chan string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for index, subscriber := range t.subscribers {
		if subscriber == leaving {
			t.subscribers = append(t.subscribers[:index], t.subscribers[index+1:]...)
			return
		}
	}
}

// listen is the only receiver of its channel. WRONG: it unsubscribes without receiving meanwhile.
func listen(topic *Topic, events chan string) {
	println(<-events)
	topic.Unsubscribe(events)
}

func main() {
	start()
	settle.Ready("",
		settle.Goroutines(1, "chan send", "main.(*Topic).Publish("),
		settle.Goroutines(1, "sync.Mutex.Lock", "main.(*Topic).Unsubscribe("))
	settle.UntilInterrupted()
}

func start() {
	events := make(chan string)
	topic := &Topic{subscribers: []chan string{events}}
	go listen(topic, events)
	// The same subscriber is on the list twice, so that its second event always finds it on its way out.
	topic.subscribers = append(topic.subscribers, events)
	go topic.Publish("opened")
}
