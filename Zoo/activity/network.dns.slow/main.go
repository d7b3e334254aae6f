// Looks up names at a resolver that takes 300 ms for each answer.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"time"
)

// answer says that there is no such name, late.
func answer(server net.PacketConn) {
	for {
		message := make([]byte, 1500)
		length, from, err := server.ReadFrom(message)
		if err != nil {
			return
		}
		time.AfterFunc(300*time.Millisecond, func() {
			// It is an answer (QR), recursion was available (RA), and the name does not exist (3).
			message[2] |= 0x80
			message[3] = 0x83
			// Additional records are left out of the answer.
			message[10], message[11] = 0, 0
			end := 12
			for end < length && message[end] != 0 {
				end += 1 + int(message[end])
			}
			_, _ = server.WriteTo(message[:end+5], from)
		})
	}
}

func main() {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer server.Close()
	go answer(server)
	resolver := &net.Resolver{PreferGo: true, Dial: func(limit context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(limit, "udp", server.LocalAddr().String())
	}}
	fmt.Println("ready", os.Getpid(), server.LocalAddr())
	// WRONG: a name is looked up for each request, although the answer would hold for minutes.
	for number := range [6]int{} {
		_, _ = resolver.LookupHost(context.Background(), fmt.Sprintf("backend%d.example.org.", number))
	}
}
