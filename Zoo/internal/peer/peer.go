// Package peer makes network peers that behave badly.
package peer

import (
	"fmt"
	"net"
	"os"
)

// listeners keeps the sockets from being closed by their finalizers.
var listeners []net.Listener

// Silent returns the address of a peer that takes connections and requests and never says a word.
//
// Nobody accepts: the kernel completes the handshake and buffers what arrives, so no goroutine of this process belongs
// to the peer.
func Silent() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(3)
	}
	listeners = append(listeners, listener)
	return listener.Addr().String()
}
