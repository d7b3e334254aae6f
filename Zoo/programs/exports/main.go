// Exports sends the bookings of a year as a table to whoever asks for them.
package main

import (
	"encoding/csv"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

type booking struct {
	number int
	day    time.Time
	cents  int
	text   string
}

// year makes up the bookings of a year.
func year(number int) func() booking {
	start := time.Date(number, 1, 1, 0, 0, 0, 0, time.UTC)
	count := 0
	return func() booking {
		count++
		return booking{count, start.Add(time.Duration(count) * time.Minute), count * 37 % 10_000, "transfer"}
	}
}

// export writes a year's bookings.
func export(response http.ResponseWriter, request *http.Request) {
	number, err := strconv.Atoi(request.URL.Query().Get("year"))
	if err != nil {
		http.Error(response, "year is missing", http.StatusBadRequest)
		return
	}
	response.Header().Set("Content-Type", "text/csv")
	table := csv.NewWriter(response)
	next := year(number)
	for row := 0; row < 200_000_000; row++ {
		b := next()
		err := table.Write([]string{strconv.Itoa(b.number), b.day.Format(time.DateOnly), strconv.Itoa(b.cents), b.text})
		if err != nil {
			return
		}
		daemon.Done(1)
	}
	table.Flush()
}

// read is the role of a reader in a far away office: it takes a little of its table each second.
func read(arguments []string) {
	const readers = 6
	for number := 0; number < readers; number++ {
		connection, err := net.Dial("tcp", arguments[0])
		daemon.Check(err)
		daemon.Check(connection.(*net.TCPConn).SetReadBuffer(8 << 10))
		fmt.Fprintf(connection, "GET /export?year=%d HTTP/1.1\r\nHost: exports\r\n\r\n", 2000+number)
		go func(connection net.Conn) {
			buffer := make([]byte, 2048)
			for {
				if _, err := connection.Read(buffer); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}(connection)
	}
	fmt.Println("up")
	select {}
}

func main() {
	if companion.Play(companion.Roles{"readers": read}) {
		return
	}
	ctx := daemon.Context()
	routes := http.NewServeMux()
	routes.HandleFunc("/export", export)
	debugport.Handle(routes)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	go http.Serve(listener, routes)
	companion.Start("readers", listener.Addr().String())
	daemon.Run(ctx, "pprof="+listener.Addr().String())
}
