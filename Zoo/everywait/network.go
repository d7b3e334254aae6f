package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"

	"example.org/zoo/internal/settle"
)

// kept holds what would be closed by a finalizer when nobody refers to it any more.
var kept []any

func keep(values ...any) { kept = append(kept, values...) }

// connectedPair makes two ends of one TCP connection over the loopback interface.
func connectedPair(network string) (accepted, dialled net.Conn) {
	listener, err := net.Listen(network, "localhost:0")
	check(err)
	defer listener.Close()
	dialled, err = net.Dial(network, listener.Addr().String())
	check(err)
	accepted, err = listener.Accept()
	check(err)
	keep(accepted, dialled)
	return accepted, dialled
}

func networkReads() []settle.Want {
	accepted, dialled := connectedPair("tcp4")
	go readFromSilentClient(accepted)
	go readFromSilentServer(dialled)
	datagrams, err := net.ListenPacket("udp", "127.0.0.1:0")
	check(err)
	go readDatagram(datagrams)
	wants := []settle.Want{
		settle.Goroutines(1, "IO wait", "main.readFromSilentClient("),
		settle.Goroutines(1, "IO wait", "main.readFromSilentServer("),
		settle.Goroutines(1, "IO wait", "main.readDatagram("),
	}
	if sixth, err := net.Listen("tcp6", "[::1]:0"); err == nil {
		go acceptSixth(sixth)
		wants = append(wants, settle.Goroutines(1, "IO wait", "main.acceptSixth("))
	}
	return wants
}

//go:noinline
func readFromSilentClient(connection net.Conn) { _, _ = io.ReadAll(connection) }

//go:noinline
func readFromSilentServer(connection net.Conn) {
	_, _ = bufio.NewReader(connection).ReadString('\n')
}

//go:noinline
func readDatagram(datagrams net.PacketConn) { _, _, _ = datagrams.ReadFrom(make([]byte, 1500)) }

//go:noinline
func acceptSixth(listener net.Listener) { _, _ = listener.Accept() }

func networkWrites() []settle.Want {
	_, dialled := connectedPair("tcp4")
	go writeToDeafServer(dialled)
	return one("IO wait", "main.writeToDeafServer(")
}

// writeToDeafServer fills the buffers of both sockets and then waits.
//
//go:noinline
func writeToDeafServer(connection net.Conn) {
	block := make([]byte, 1<<20)
	for {
		if _, err := connection.Write(block); err != nil {
			return
		}
	}
}

func accepting() []settle.Want {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go acceptConnections(listener)
	return one("IO wait", "main.acceptConnections(")
}

//go:noinline
func acceptConnections(listener net.Listener) { _, _ = listener.Accept() }

// connecting: a listener whose queue is full does not answer further connections.
func connecting() []settle.Want {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	check(err)
	check(syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	check(syscall.Listen(socket, 0))
	name, err := syscall.Getsockname(socket)
	check(err)
	address := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: name.(*syscall.SockaddrInet4).Port}
	first, err := net.DialTCP("tcp4", nil, address)
	check(err)
	keep(first)
	go connectToFullQueue(address)
	return one("IO wait", "main.connectToFullQueue(")
}

//go:noinline
func connectToFullQueue(address *net.TCPAddr) {
	connection, err := net.DialTCP("tcp4", nil, address)
	keep(connection, err)
}

func unixSockets() []settle.Want {
	folder, err := os.MkdirTemp("", "everywait")
	check(err)
	defer os.RemoveAll(folder)
	listener, err := net.Listen("unix", filepath.Join(folder, "socket"))
	check(err)
	dialled, err := net.Dial("unix", listener.Addr().String())
	check(err)
	accepted, err := listener.Accept()
	check(err)
	keep(dialled)
	go readFromUnixSocket(accepted)
	go acceptUnixSocket(listener)
	return []settle.Want{
		settle.Goroutines(1, "IO wait", "main.readFromUnixSocket("),
		settle.Goroutines(1, "IO wait", "main.acceptUnixSocket("),
	}
}

//go:noinline
func readFromUnixSocket(connection net.Conn) { _, _ = connection.Read(make([]byte, 16)) }

//go:noinline
func acceptUnixSocket(listener net.Listener) { _, _ = listener.Accept() }

// httpServer has three idle keep-alive connections, both ends in this process, and one request that its handler keeps.
func httpServer() []settle.Want {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "fine\n") })
	mux.HandleFunc("/slow", handleSlowly)
	go func() { check(http.Serve(listener, mux)) }()

	address := "http://" + listener.Addr().String()
	for range [3]int{} {
		client := &http.Client{Transport: &http.Transport{}}
		response, err := client.Get(address)
		check(err)
		_, err = io.Copy(io.Discard, response.Body)
		check(err)
		response.Body.Close()
		keep(client)
	}
	go requestSlowly(address + "/slow")
	return []settle.Want{
		settle.Goroutines(1, "chan receive", "main.handleSlowly("),
		settle.Goroutines(1, "select", "main.requestSlowly("),
		settle.Goroutines(4, "IO wait", "net/http.(*persistConn).readLoop("),
		settle.Goroutines(4, "select", "net/http.(*persistConn).writeLoop("),
		// The slow request's connection is watched by connReader.backgroundRead.
		settle.Goroutines(3, "IO wait", "net/http.(*conn).serve("),
	}
}

//go:noinline
func handleSlowly(_ http.ResponseWriter, _ *http.Request) { <-neverWritten }

//go:noinline
func requestSlowly(address string) {
	client := &http.Client{Transport: &http.Transport{}}
	response, err := client.Get(address)
	keep(response, err)
}
