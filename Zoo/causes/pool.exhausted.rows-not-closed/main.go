// A database handle with four connections, all of them kept by rows that nobody closed: the functions that took them
// have long returned. Thirty requests wait.
package main

import (
	"database/sql"

	_ "example.org/zoo/internal/fakedb"
	"example.org/zoo/internal/settle"
)

// firstName reads one row. WRONG: the rows are not closed, so their connection never goes back to the pool.
func firstName(database *sql.DB) (string, error) {
	rows, err := database.Query("SELECT name FROM customers")
	if err != nil {
		return "", err
	}
	var name string
	if rows.Next() {
		err = rows.Scan(&name)
	}
	return name, err
}

func handle(database *sql.DB) { _, _ = firstName(database) }

func main() {
	database, err := sql.Open("fakedb", "")
	if err != nil {
		panic(err)
	}
	database.SetMaxOpenConns(4)
	for range [34]int{} {
		go handle(database)
	}
	settle.Ready("", settle.Goroutines(30, "select", "database/sql.(*DB).conn(", "main.firstName("))
	settle.UntilInterrupted()
}
