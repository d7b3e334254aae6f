package main

import "time"

// feedOneConsumer: WRONG, one consumer computes for twenty producers.
func feedOneConsumer() func() {
	documents := make(chan int, 4)
	return func() {
		go index(documents)
		many(20, func(number int) { documents <- number })
	}
}

func index(documents <-chan int) {
	for range documents {
		work([32]byte{}, 2000)
	}
}

// feedConsumerOfPromptPeer: WRONG, one consumer asks its peer for one thing after another; each answer is prompt.
func feedConsumerOfPromptPeer() func() {
	return feedStore(latePeer(2 * time.Millisecond))
}

// feedConsumerOfLatePeer: WRONG, the peer of the consumer is late.
func feedConsumerOfLatePeer() func() {
	return feedStore(latePeer(300 * time.Millisecond))
}

func feedStore(address string) func() {
	peer := dial(address)
	documents := make(chan int)
	return func() {
		go store(documents, peer)
		many(20, func(number int) { documents <- number })
	}
}

func store(documents <-chan int, peer *line) {
	for range documents {
		peer.ask("store")
	}
}

// queueForSlots: WRONG, three slots for sixteen callers, and those who have one wait for a peer.
func queueForSlots() func() {
	lines := dialAll(latePeer(20*time.Millisecond), 16)
	slots := make(chan struct{}, 3)
	return func() { many(16, func(number int) { thumbnail(slots, lines[number]) }) }
}

func thumbnail(slots chan struct{}, peer *line) {
	slots <- struct{}{}
	defer func() { <-slots }()
	peer.ask("picture")
}

// leak: WRONG, each request starts a goroutine whose answer never comes.
func leak() func() {
	return func() {
		go func() {
			for range time.Tick(4 * time.Millisecond) {
				go askReplica(make(chan int))
			}
		}()
	}
}

func askReplica(answer chan int) { <-answer }
