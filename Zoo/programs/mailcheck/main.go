// Mailcheck finds out whether the domains of new customers' addresses exist.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

type checker struct {
	resolver       *net.Resolver
	known, unknown atomic.Int64
}

func newChecker(server string) *checker {
	return &checker{resolver: &net.Resolver{
		PreferGo: true,
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var dialer net.Dialer
			return dialer.DialContext(ctx, "udp", server)
		},
	}}
}

// exists reports whether a domain has an address.
func (c *checker) exists(ctx context.Context, domain string) (bool, error) {
	_, err := c.resolver.LookupHost(ctx, domain)
	var missing *net.DNSError
	if errors.As(err, &missing) && missing.IsNotFound {
		return false, nil
	}
	return err == nil, err
}

// check works off one list of new customers.
func (c *checker) check(ctx context.Context, list int) {
	for number := 0; ctx.Err() == nil; number++ {
		exists, err := c.exists(ctx, fmt.Sprintf("customer-%d-%d.example.org.", list, number))
		switch {
		case err != nil:
			continue
		case exists:
			c.known.Add(1)
		default:
			c.unknown.Add(1)
		}
		daemon.Done(1)
	}
}

// answer is the role of the name server, for which no name exists. It has much to do.
func answer([]string) {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	daemon.Check(err)
	fmt.Println(server.LocalAddr())
	for {
		message := make([]byte, 1500)
		length, from, err := server.ReadFrom(message)
		if err != nil {
			return
		}
		time.AfterFunc(1200*time.Millisecond, func() {
			// It is an answer (QR) of a recursive server (RA): there is no such name (3).
			message[2] |= 0x80
			message[3] = 0x83
			// Additional records are not repeated.
			message[10], message[11] = 0, 0
			end := 12
			for end < length && message[end] != 0 {
				end += 1 + int(message[end])
			}
			server.WriteTo(message[:min(length, end+5)], from)
		})
	}
}

func main() {
	if companion.Play(companion.Roles{"names": answer}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("names")
	c := newChecker(peer)
	for list := 0; list < 16; list++ {
		go c.check(ctx, list)
	}
	daemon.Run(ctx, "peer="+peer, debugport.Serve())
}
