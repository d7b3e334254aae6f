// Postcodes completes addresses with what the post office's service knows.
package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/remote"
)

type office struct {
	address string
	limit   time.Duration
}

// query sends one line and returns the answer's.
func (o *office) query(line string) (string, error) {
	connection, err := net.DialTimeout("tcp", o.address, o.limit)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(o.limit)); err != nil {
		return "", err
	}
	if _, err := fmt.Fprintln(connection, line); err != nil {
		return "", err
	}
	return bufio.NewReader(connection).ReadString('\n')
}

// town returns the town of a postcode.
func (o *office) town(code string) (string, error) {
	answer, err := o.query("town " + code)
	return strings.TrimSpace(strings.TrimPrefix(answer, "ok town ")), err
}

// streets returns the streets of a postcode.
func (o *office) streets(code string) ([]string, error) {
	answer, err := o.query("streets " + code)
	return strings.Fields(answer), err
}

type completion struct{ office *office }

func (c *completion) serve(response http.ResponseWriter, request *http.Request) {
	code := request.URL.Query().Get("code")
	town, err := c.office.town(code)
	if err != nil {
		http.Error(response, err.Error(), http.StatusBadGateway)
		return
	}
	streets, err := c.office.streets(code)
	if err != nil {
		http.Error(response, err.Error(), http.StatusBadGateway)
		return
	}
	daemon.Done(1)
	fmt.Fprintln(response, code, town, len(streets))
}

func main() {
	if companion.Play(companion.Roles{"office": remote.Lines, "customers": remote.Customers}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("office", "0s")
	c := &completion{&office{peer, 2 * time.Second}}
	routes := http.NewServeMux()
	routes.HandleFunc("/complete", c.serve)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	go http.Serve(listener, routes)
	companion.Start("customers", listener.Addr().String(), "3", "25ms", "/complete?code={n}")
	daemon.Run(ctx, "peer="+peer, debugport.Serve())
}
