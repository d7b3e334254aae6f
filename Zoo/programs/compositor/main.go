// Compositor draws the layers of many windows onto one surface. The surface is a device's context, which belongs to one
// thread: all drawing is handed to the goroutine that stays there.
package main

import (
	"runtime"
	"sync/atomic"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	windows = 24
	pixels  = 96
)

// surface may only be touched by its own thread.
type surface struct {
	pixels [pixels * pixels]uint8
	calls  chan func(*surface)
	frames atomic.Int64
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

// draw draws a window, row by row, so that no window holds up the others.
func (w window) draw(s *surface) {
	for y := 0; y < w.side; y++ {
		y := y
		s.do(func(s *surface) { w.row(s, y) })
	}
	s.frames.Add(1)
	lifecycle.Done(1)
}

func main() {
	s := newSurface()
	for number := 0; number < windows; number++ {
		w := window{number % 8 * 4, number / 8 * 12, 48, uint8(number * 10)}
		go func() {
			for {
				w.draw(s)
			}
		}()
	}
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
