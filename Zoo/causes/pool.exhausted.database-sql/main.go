// A database handle with four connections. The four are in queries that the server does not answer; thirty requests
// wait for a connection inside database/sql.
package main

import (
	"database/sql"

	_ "example.org/zoo/internal/fakedb"
	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

func customerName(database *sql.DB) (string, error) {
	var name string
	// WRONG: no context with a deadline.
	err := database.QueryRow("SELECT name FROM customers LIMIT 1").Scan(&name)
	return name, err
}

func handle(database *sql.DB) { _, _ = customerName(database) }

func main() {
	server := peer.Silent()
	database, err := sql.Open("fakedb", server)
	if err != nil {
		panic(err)
	}
	database.SetMaxOpenConns(4)
	for range [34]int{} {
		go handle(database)
	}
	settle.Ready(server,
		settle.Goroutines(4, "IO wait", "main.customerName("),
		settle.Goroutines(30, "select", "database/sql.(*DB).conn(", "main.customerName("))
	settle.UntilInterrupted()
}
