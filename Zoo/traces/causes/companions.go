package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"example.org/zoo/internal/companion"
)

// latePeer starts a server that answers each line after some time, and returns its address.
func latePeer(delay time.Duration) string { return companion.Start("late", delay.String()) }

// lateHTTP starts an HTTP server that answers after some time, and returns its URL.
func lateHTTP(delay time.Duration) string {
	return "http://" + companion.Start("late-http", delay.String())
}

// play is what a companion does, for ever.
func play(role string, arguments []string) {
	switch role {
	case "late":
		delay, err := time.ParseDuration(arguments[0])
		check(err)
		serve(listen(), func(client net.Conn) { answerLate(client, delay) })
	case "late-http":
		delay, err := time.ParseDuration(arguments[0])
		check(err)
		check(http.Serve(listen(), http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
			time.Sleep(delay)
			fmt.Fprintln(writer, "here you are")
		})))
	case "deaf":
		var clients []net.Conn
		serve(listen(), func(client net.Conn) { clients = append(clients, client) })
	case "clients":
		callEveryFewMilliseconds(arguments[0])
	}
	os.Exit(0)
}

func listen() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	fmt.Println(listener.Addr())
	return listener
}

func serve(listener net.Listener, handle func(net.Conn)) {
	for {
		client, err := listener.Accept()
		check(err)
		go handle(client)
	}
}

func answerLate(client net.Conn, delay time.Duration) {
	lines := bufio.NewScanner(client)
	for lines.Scan() {
		time.Sleep(delay)
		fmt.Fprintln(client, "here you are")
	}
}

// callEveryFewMilliseconds is four clients that keep their connections.
func callEveryFewMilliseconds(url string) {
	fmt.Println("calling")
	for client := 0; client < 4; client++ {
		go func() {
			for {
				answer, err := http.Post(url, "application/json", nil)
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
				time.Sleep(15 * time.Millisecond)
			}
		}()
	}
	select {}
}

// A line is a connection to a server that answers line by line.
type line struct {
	connection net.Conn
	answers    *bufio.Reader
}

func dial(address string) *line {
	connection, err := net.Dial("tcp", address)
	check(err)
	return &line{connection, bufio.NewReader(connection)}
}

func dialAll(address string, count int) (lines []*line) {
	for len(lines) < count {
		lines = append(lines, dial(address))
	}
	return
}

func (l *line) ask(question string) {
	_, err := fmt.Fprintln(l.connection, question)
	check(err)
	_, err = l.answers.ReadString('\n')
	check(err)
}

func get(client *http.Client, url string) {
	answer, err := client.Get(url)
	check(err)
	_, _ = io.Copy(io.Discard, answer.Body)
	check(answer.Body.Close())
}

// quietListener is a listener whose address nobody is told.
func quietListener() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	return listener
}
