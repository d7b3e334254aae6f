package main

import (
	"crypto/sha256"
	"fmt"
	"log"
	"net/http"
	"os"
	"sync"
	"time"
)

// A ledger is what goroutines lock.
type ledger struct {
	mu    sync.Mutex
	total [32]byte
	count int
}

// work takes about 0.1 ms of processor time for each 1000 rounds.
//
//go:noinline
func work(sum [32]byte, rounds int) [32]byte {
	for ; rounds > 0; rounds-- {
		sum = sha256.Sum256(sum[:])
	}
	return sum
}

// computeUnderLock: WRONG, the sum is computed while the lock is held.
func computeUnderLock() func() {
	var book ledger
	return func() { many(16, func(int) { book.sign() }) }
}

func (l *ledger) sign() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total = work(l.total, 3000)
}

// syncUnderLock: WRONG, the file is synced while the lock is held.
func syncUnderLock() func() {
	journal := temporaryFile()
	var book ledger
	return func() { many(16, func(int) { book.append(journal) }) }
}

func (l *ledger) append(journal *os.File) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count++
	_, err := journal.WriteAt([]byte(fmt.Sprintln(l.count)), 0)
	check(err)
	check(journal.Sync())
}

// askUnderLock: WRONG, the lock is held while a peer is asked.
func askUnderLock() func() {
	peer := dial(latePeer(5 * time.Millisecond))
	var book ledger
	return func() { many(16, func(int) { book.confirm(peer) }) }
}

func (l *ledger) confirm(peer *line) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count++
	peer.ask("confirm")
}

// askByHTTPUnderLock: WRONG, the lock is held during a call.
func askByHTTPUnderLock() func() {
	url := lateHTTP(5 * time.Millisecond)
	var book ledger
	return func() { many(16, func(int) { book.fetch(url) }) }
}

func (l *ledger) fetch(url string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count++
	get(http.DefaultClient, url)
}

// sleepUnderLock: WRONG, the lock is held while one pauses.
func sleepUnderLock() func() {
	var book ledger
	return func() { many(16, func(int) { book.retry() }) }
}

func (l *ledger) retry() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count++
	time.Sleep(5 * time.Millisecond)
}

// logToSlowReader: WRONG, all write their log to a pipe that is read slowly.
func logToSlowReader() func() {
	reading, writing, err := os.Pipe()
	check(err)
	logger := log.New(writing, "", log.LstdFlags)
	return func() {
		go readSlowly(reading)
		many(16, func(number int) { logger.Printf("goroutine %d has done %s", number, "what it had to do") })
	}
}

func readSlowly(pipe *os.File) {
	buffer := make([]byte, 8192)
	for {
		_, err := pipe.Read(buffer)
		check(err)
		time.Sleep(5 * time.Millisecond)
	}
}

// computeAndLock: WRONG, more goroutines compute than there are processors; those that hold the lock for a moment
// wait for a processor meanwhile.
func computeAndLock() func() {
	var book ledger
	return func() {
		many(24, func(int) { work([32]byte{}, 20000) })
		many(4, func(int) { book.count1() })
	}
}

func (l *ledger) count1() {
	work([32]byte{}, 100)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total = work(l.total, 400)
}
