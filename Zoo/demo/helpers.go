package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// helper is another process of this program in another role.
type helper struct {
	output *os.File
}

// startHelper starts this program once more, to be ended with this process.
func startHelper(arguments ...string) (*helper, error) {
	reading, writing, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer writing.Close()
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.Command(executable, arguments...)
	command.Stdout = writing
	command.Stderr = os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		return nil, err
	}
	return &helper{output: reading}, nil
}

// line reads the helper's first line of output.
func (h *helper) line() (string, error) {
	text, err := bufio.NewReader(h.output).ReadString('\n')
	h.output.Close()
	return strings.TrimSpace(text), err
}

// runBackend is the pricing backend on its bad day: it accepts every connection, reads the question, and stays silent.
func runBackend() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() { _, _ = io.Copy(io.Discard, connection) }()
	}
}

// runCustomers asks for quotes, each customer over a connection of its own, and waits for the answers.
func runCustomers(address string, customers int) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: customers}}
	var all sync.WaitGroup
	for customer := 0; customer < customers; customer++ {
		all.Add(1)
		go func(customer int) {
			defer all.Done()
			response, err := client.Get(fmt.Sprintf("http://%s/quote?article=article-%d", address, customer%40))
			if err == nil {
				_, _ = io.Copy(io.Discard, response.Body)
				response.Body.Close()
			}
		}(customer)
	}
	all.Wait()
}

// waitUntilEverythingHangs returns when one request waits for the backend and all others wait for the lock.
func waitUntilEverythingHangs(customers int) {
	dump := make([]byte, 4<<20)
	for {
		holders, waiters := 0, 0
		for _, goroutine := range strings.Split(string(dump[:runtime.Stack(dump, true)]), "\n\n") {
			switch {
			case !strings.Contains(goroutine, "PriceCache).Price("):
			case strings.Contains(goroutine, "[sync.Mutex.Lock"):
				waiters++
			case strings.Contains(goroutine, "[IO wait") && strings.Contains(goroutine, "readPriceList("):
				holders++
			}
		}
		if holders == 1 && waiters == customers-1 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}
