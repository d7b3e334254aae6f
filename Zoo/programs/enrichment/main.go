// Enrichment takes log records in, gives each a place, and hands it to the index.
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strings"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/remote"
)

type record struct {
	source  string
	address string
	place   string
	text    string
}

type index struct {
	connection net.Conn
	answers    *bufio.Reader
}

// put sends one record and waits for the receipt.
func (i *index) put(r record) error {
	if _, err := fmt.Fprintf(i.connection, "%s %s %s %s\n", r.source, r.address, r.place, r.text); err != nil {
		return err
	}
	_, err := i.answers.ReadString('\n')
	return err
}

// store puts what comes.
func (i *index) store(located <-chan record) {
	for r := range located {
		if err := i.put(r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		daemon.Done(1)
	}
}

// locate adds the place of an address.
func locate(taken <-chan record, located chan<- record) {
	places := []string{"Oslo", "Porto", "Riga", "Split"}
	for r := range taken {
		r.place = places[len(r.address)%len(places)]
		located <- r
	}
}

// take reads the records of one source.
func take(source string, taken chan<- record) {
	for number := 0; ; number++ {
		taken <- record{
			source:  source,
			address: fmt.Sprintf("10.%d.%d.%d", number>>16&255, number>>8&255, number&255),
			text:    strings.Repeat("request ", 1+number%4),
		}
	}
}

func main() {
	if companion.Play(companion.Roles{"index": remote.Lines}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("index", "500us")
	connection, err := net.Dial("tcp", peer)
	daemon.Check(err)
	i := &index{connection, bufio.NewReader(connection)}
	taken, located := make(chan record, 32), make(chan record, 32)
	for number := 0; number < 24; number++ {
		go take(fmt.Sprint("source-", number), taken)
	}
	for number := 0; number < 8; number++ {
		go locate(taken, located)
	}
	go i.store(located)
	daemon.Run(ctx, "peer="+peer)
}
