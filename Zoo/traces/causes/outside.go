package main

import (
	"net/http"
	"os"
	"sync"
	"syscall"
	"time"

	"example.org/zoo/internal/companion"
)

// askLatePeer: WRONG, the peer takes 300 ms for each answer.
func askLatePeer() func() {
	lines := dialAll(latePeer(300*time.Millisecond), 12)
	return func() { many(12, func(number int) { forecast(lines[number]) }) }
}

func forecast(peer *line) { peer.ask("forecast") }

func askLatePeerByHTTP() func() {
	url := lateHTTP(300 * time.Millisecond)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 12}}
	return func() { many(12, func(int) { recommend(client, url) }) }
}

func recommend(client *http.Client, url string) { get(client, url) }

// askLatePeerAndLockNowAndThen: WRONG, the peer is late; two of fourteen ask it under a lock.
func askLatePeerAndLockNowAndThen() func() {
	lines := dialAll(latePeer(300*time.Millisecond), 14)
	var mu sync.Mutex
	return func() {
		many(12, func(number int) { forecast(lines[number]) })
		many(2, func(number int) { forecastInTurn(&mu, lines[12+number]) })
	}
}

func forecastInTurn(mu *sync.Mutex, peer *line) {
	mu.Lock()
	defer mu.Unlock()
	forecast(peer)
}

// writeToDeafPeers: WRONG, the peers do not read, and writes have no deadline.
func writeToDeafPeers() func() {
	lines := dialAll(companion.Start("deaf"), 12)
	update := make([]byte, 1<<20)
	return func() { many(12, func(number int) { stream(lines[number], update) }) }
}

func stream(peer *line, update []byte) {
	_, err := peer.connection.Write(update)
	check(err)
}

// syncFiles: WRONG, each of eight goroutines syncs each of its writes.
func syncFiles() func() {
	var files []*os.File
	for len(files) < 8 {
		files = append(files, temporaryFile())
	}
	return func() { many(8, func(number int) { save(files[number]) }) }
}

func save(file *os.File) {
	_, err := file.WriteAt(make([]byte, 4096), 0)
	check(err)
	check(file.Sync())
}

// queueForFileLock: WRONG, four goroutines take turns with the lock of a file, and each keeps it for 100 ms.
func queueForFileLock() func() {
	folder, err := os.MkdirTemp("", "causes-")
	check(err)
	var files []*os.File
	for len(files) < 4 {
		file, err := os.OpenFile(folder+"/lock", os.O_RDWR|os.O_CREATE, 0o600)
		check(err)
		files = append(files, file)
	}
	check(os.RemoveAll(folder))
	return func() { many(4, func(number int) { publish(files[number]) }) }
}

func publish(file *os.File) {
	check(syscall.Flock(int(file.Fd()), syscall.LOCK_EX))
	time.Sleep(100 * time.Millisecond)
	check(syscall.Flock(int(file.Fd()), syscall.LOCK_UN))
	time.Sleep(time.Millisecond)
}

// temporaryFile is a file whose name is gone.
func temporaryFile() *os.File {
	file, err := os.CreateTemp("", "causes-")
	check(err)
	check(os.Remove(file.Name()))
	return file
}
