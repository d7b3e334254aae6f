// Itinerary plans journeys. The times of trains come from the railway's service.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"strings"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/remote"
)

var errTimetable = errors.New("the timetable has no such train")

type leg struct{ from, to string }

// timetable is one connection to the railway.
type timetable struct {
	connection net.Conn
	answers    *bufio.Reader
}

func connect(railway string) (*timetable, error) {
	connection, err := net.Dial("tcp", railway)
	if err != nil {
		return nil, err
	}
	return &timetable{connection, bufio.NewReader(connection)}, nil
}

// departure asks when the next train leaves.
func (t *timetable) departure(l leg) (string, error) {
	if _, err := fmt.Fprintf(t.connection, "next %s %s\n", l.from, l.to); err != nil {
		return "", err
	}
	answer, err := t.answers.ReadString('\n')
	if err != nil {
		return "", err
	}
	time, found := strings.CutPrefix(answer, "ok ")
	if !found {
		return "", errTimetable
	}
	return strings.TrimSpace(time), nil
}

var cities = []string{"Lyon", "Turin", "Basel", "Genoa", "Nice", "Milan"}

// plan finds the departures of a journey's legs.
func plan(t *timetable, stops []string) ([]string, error) {
	var departures []string
	for index := 1; index < len(stops); index++ {
		departure, err := t.departure(leg{stops[index-1], stops[index]})
		if err != nil {
			return nil, err
		}
		departures = append(departures, departure)
	}
	return departures, nil
}

// agency plans one journey after another.
func agency(number int, t *timetable) {
	for journey := number; ; journey++ {
		stops := make([]string, 3)
		for index := range stops {
			stops[index] = cities[(journey+index*(1+journey%2))%len(cities)]
		}
		departures, err := plan(t, stops)
		if err != nil {
			return
		}
		daemon.Done(len(departures))
	}
}

func main() {
	if companion.Play(companion.Roles{"railway": remote.Lines}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("railway", "900ms")
	for number := 0; number < 24; number++ {
		t, err := connect(peer)
		daemon.Check(err)
		go agency(number, t)
	}
	daemon.Run(ctx, "peer="+peer, debugport.Serve())
}
