package remote

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"example.org/zoo/internal/daemon"
)

// Web is a role: an HTTP server. The arguments are how long it takes for each answer, the answer's status, and its
// length.
func Web(arguments []string) {
	delay, status, length := duration(arguments, 0), number(arguments, 1), number(arguments, 2)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	fmt.Println(listener.Addr())
	body := `{"status":"ok","text":"` + strings.Repeat("x", max(0, length-26)) + `"}` + "\n"
	daemon.Check(http.Serve(listener, http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		io.Copy(io.Discard, request.Body)
		time.Sleep(delay)
		response.Header().Set("Content-Type", "application/json")
		response.WriteHeader(status)
		io.WriteString(response, body)
	})))
}

// Customers is a role: users of an HTTP service. The arguments are its address, the number of users, the pause between
// two requests of one, and the paths that they ask for; {n} in a path is a running number.
func Customers(arguments []string) {
	address, users, pause, paths := arguments[0], number(arguments, 1), duration(arguments, 2), arguments[3:]
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: users}}
	var count atomic.Int64
	for user := 0; user < users; user++ {
		go func(user int) {
			time.Sleep(pause * time.Duration(user) / time.Duration(users))
			for turn := user; ; turn++ {
				path := strings.ReplaceAll(paths[turn%len(paths)], "{n}", strconv.FormatInt(count.Add(1), 10))
				visit(client, "http://"+address+path)
				time.Sleep(pause)
			}
		}(user)
	}
	fmt.Println("up")
	select {}
}

func visit(client *http.Client, address string) {
	response, err := client.Get(address)
	if err != nil {
		// The service is starting or ending.
		time.Sleep(50 * time.Millisecond)
		return
	}
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
}

func stdin() io.Reader { return os.Stdin }

func number(arguments []string, index int) int {
	value, err := strconv.Atoi(arguments[index])
	daemon.Check(err)
	return value
}

func duration(arguments []string, index int) time.Duration {
	value, err := time.ParseDuration(arguments[index])
	daemon.Check(err)
	return value
}
