// Compositor draws the layers of many windows onto one surface. The surface is a device's context, which belongs to one
// thread: all drawing is handed to the goroutine that stays there.
package main

import (
	"runtime"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	windows  = 8
	pixels   = 96
	rows     = 48
	interval = time.Millisecond
)

// surface may only be touched by its own thread.
type surface struct {
	pixels [pixels * pixels]uint8
	calls  chan func(*surface)
}

func newSurface() *surface {
	s := &surface{calls: make(chan func(*surface))}
	go s.serve()
	return s
}

// serve makes the calls on the surface's thread.
func (s *surface) serve() {
	runtime.LockOSThread()
	for call := range s.calls {
		call(s)
	}
}

// do makes one call and waits for its end.
func (s *surface) do(call func(*surface)) {
	done := make(chan struct{})
	s.calls <- func(s *surface) {
		call(s)
		close(done)
	}
	<-done
}

// window has a place and a colour.
type window struct {
	x, y, side int
	colour     uint8
}

// row draws one row of a window.
func (w window) row(s *surface, y int) {
	line := s.pixels[(w.y+y)*pixels+w.x:]
	for x := 0; x < w.side; x++ {
		line[x] = line[x]/2 + w.colour/2
	}
}

// refresh draws a band of a window with each tick, row by row, so that no window holds up the others.
func (w window) refresh(s *surface) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for band := 0; ; band = (band + rows) % w.side {
		<-ticker.C
		for y := band; y < band+rows; y++ {
			y := y
			s.do(func(s *surface) { w.row(s, y) })
		}
		lifecycle.Done(1)
	}
}

func main() {
	s := newSurface()
	for number := 0; number < windows; number++ {
		w := window{number % 4 * 8, number / 4 * 20, 48, uint8(number * 10)}
		go w.refresh(s)
	}
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
