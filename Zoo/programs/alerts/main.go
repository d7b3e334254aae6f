// Alerts watches the values of machines and tells the control room through a named pipe when one is out of range.
package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

type alert struct {
	machine int
	value   float64
	at      time.Time
}

type room struct {
	pipe string
	told atomic.Int64
}

// tell writes one line to the control room.
func (r *room) tell(a alert) error {
	pipe, err := os.OpenFile(r.pipe, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	defer pipe.Close()
	_, err = fmt.Fprintf(pipe, "%s machine %d: %.1f\n", a.at.Format(time.TimeOnly), a.machine, a.value)
	r.told.Add(1)
	return err
}

type machine struct {
	number int
	room   *room
}

// measure returns the machine's temperature.
func (m *machine) measure(tick int) float64 {
	return 60 + 25*math.Sin(float64(tick+m.number*7)/5)
}

// watch looks at the machine ten times a second. Telling must not keep it from looking.
func (m *machine) watch() {
	tick := 0
	for now := range time.Tick(100 * time.Millisecond) {
		tick++
		value := m.measure(tick)
		daemon.Done(1)
		if value > 75 {
			go m.report(alert{m.number, value, now})
		}
	}
}

func (m *machine) report(a alert) {
	if err := m.room.tell(a); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	r := &room{pipe: filepath.Join(daemon.Folder(), "control-room")}
	daemon.Check(syscall.Mkfifo(r.pipe, 0o600))
	for number := 0; number < 8; number++ {
		go (&machine{number, r}).watch()
	}
	daemon.Run(ctx, pprof)
}
