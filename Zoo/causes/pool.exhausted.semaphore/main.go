// A thumbnail service allows three conversions at a time, by a buffered channel. The three wait for a storage server
// that stays silent, forty wait for a slot.
package main

import (
	"bufio"
	"fmt"
	"net"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

// Thumbnails makes small pictures of large ones.
type Thumbnails struct {
	storage string
	slots   chan struct{}
}

func (t *Thumbnails) acquire() { t.slots <- struct{}{} }
func (t *Thumbnails) release() { <-t.slots }

// Make makes one. WRONG: the slot is held while the picture is fetched, and nothing ends that.
func (t *Thumbnails) Make(picture string) (string, error) {
	t.acquire()
	defer t.release()
	return t.fetch(picture)
}

func (t *Thumbnails) fetch(picture string) (string, error) {
	connection, err := net.Dial("tcp", t.storage)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	fmt.Fprintln(connection, "GET", picture)
	return bufio.NewReader(connection).ReadString('\n')
}

func main() {
	thumbnails := &Thumbnails{storage: peer.Silent(), slots: make(chan struct{}, 3)}
	for picture := 0; picture < 43; picture++ {
		go func(picture int) { _, _ = thumbnails.Make(fmt.Sprintf("%d.png", picture)) }(picture)
	}
	settle.Ready(thumbnails.storage,
		settle.Goroutines(3, "IO wait", "main.(*Thumbnails).fetch("),
		settle.Goroutines(40, "chan send", "main.(*Thumbnails).Make("))
	settle.UntilInterrupted()
}
