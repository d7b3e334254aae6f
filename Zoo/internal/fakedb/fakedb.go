// Package fakedb is a database/sql driver whose queries send a line to a server and wait for its answer; without a
// server they answer at once with endless rows.
package fakedb

import (
	"bufio"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
)

func init() { sql.Register("fakedb", source{}) }

type source struct{}

// Open makes a connection; the name is the server's address or empty.
func (source) Open(address string) (driver.Conn, error) {
	if address == "" {
		return &connection{}, nil
	}
	network, err := net.Dial("tcp", address)
	return &connection{network}, err
}

type connection struct{ network net.Conn }

func (c *connection) Prepare(query string) (driver.Stmt, error) { return &statement{c, query}, nil }
func (c *connection) Begin() (driver.Tx, error)                 { return nil, errors.New("no transactions") }
func (c *connection) Close() error                              { return nil }

type statement struct {
	connection *connection
	query      string
}

func (s *statement) Close() error  { return nil }
func (s *statement) NumInput() int { return 0 }

func (s *statement) Exec([]driver.Value) (driver.Result, error) {
	return nil, errors.New("queries only")
}

// Query sends the query and waits for the first line of the answer.
func (s *statement) Query([]driver.Value) (driver.Rows, error) {
	if s.connection.network != nil {
		if _, err := fmt.Fprintln(s.connection.network, s.query); err != nil {
			return nil, err
		}
		if _, err := bufio.NewReader(s.connection.network).ReadString('\n'); err != nil {
			return nil, err
		}
	}
	return endlessRows{}, nil
}

type endlessRows struct{}

func (endlessRows) Columns() []string { return []string{"name"} }
func (endlessRows) Close() error      { return nil }

func (endlessRows) Next(row []driver.Value) error {
	row[0] = "Ada"
	return nil
}
