// Orders shows customers where their orders are, from the company's database.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	_ "example.org/zoo/internal/fakedb"
	"example.org/zoo/internal/remote"
)

type shop struct{ database *sql.DB }

// owner returns who ordered.
func (s *shop) owner(ctx context.Context, order string) (string, error) {
	rows, err := s.database.QueryContext(ctx, "select name from orders where number = "+order)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var name string
	if rows.Next() {
		if err := rows.Scan(&name); err != nil {
			return "", err
		}
	}
	return name, rows.Err()
}

func (s *shop) show(response http.ResponseWriter, request *http.Request) {
	started := time.Now()
	order := request.URL.Query().Get("number")
	name, err := s.owner(request.Context(), order)
	if err != nil {
		http.Error(response, err.Error(), http.StatusInternalServerError)
		return
	}
	daemon.Done(1)
	fmt.Fprintln(response, order, name, time.Since(started))
}

// report lists the orders of the day, now and then.
func (s *shop) report(ctx context.Context) {
	for range time.Tick(300 * time.Millisecond) {
		if _, err := s.owner(ctx, "today"); err != nil {
			return
		}
	}
}

func main() {
	if companion.Play(companion.Roles{"database": remote.Lines, "customers": remote.Customers}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("database", "120ms")
	database, err := sql.Open("fakedb", peer)
	daemon.Check(err)
	database.SetMaxOpenConns(3)
	database.SetMaxIdleConns(3)
	s := &shop{database}
	routes := http.NewServeMux()
	routes.HandleFunc("/order", s.show)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	go http.Serve(listener, routes)
	go s.report(ctx)
	companion.Start("customers", listener.Addr().String(), "28", "5ms", "/order?number={n}")
	daemon.Run(ctx, "peer="+peer)
}
