// Rosters shows who is on duty in the wards of a hospital.
package main

import (
	"database/sql"
	"fmt"
	"os"
	"time"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
	_ "example.org/zoo/internal/fakedb"
)

type hospital struct {
	database *sql.DB
	wards    []string
}

// names returns the first few on duty in a ward.
func (h *hospital) names(ward string, count int) ([]string, error) {
	rows, err := h.database.Query("select name from duties where ward = '" + ward + "'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for len(names) < count && rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// covered reports whether anybody is on duty in a ward on a day.
func (h *hospital) covered(ward string, day time.Time) (bool, error) {
	date := day.Format("20060102")
	rows, err := h.database.Query("select name from duties where ward = '" + ward + "' and day = " + date)
	if err != nil {
		return false, err
	}
	return rows.Next(), rows.Err()
}

// screen shows a ward's roster.
func (h *hospital) screen(ward string) {
	for {
		if names, err := h.names(ward, 5); err == nil && len(names) > 0 {
			daemon.Done(1)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// plan looks for days with nobody on duty.
func (h *hospital) plan() {
	for day := time.Now(); ; day = day.AddDate(0, 0, 1) {
		for _, ward := range h.wards {
			covered, err := h.covered(ward, day)
			if err == nil && !covered {
				fmt.Fprintln(os.Stderr, ward, "is empty on", day.Format(time.DateOnly))
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	database, err := sql.Open("fakedb", "")
	daemon.Check(err)
	database.SetMaxOpenConns(6)
	h := &hospital{database: database}
	for number := 1; number <= 12; number++ {
		h.wards = append(h.wards, fmt.Sprint("ward-", number))
	}
	for _, ward := range h.wards {
		go h.screen(ward)
	}
	go h.plan()
	daemon.Run(ctx, pprof)
}
