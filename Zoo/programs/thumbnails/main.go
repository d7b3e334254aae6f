// Thumbnails is an image service: it takes a picture's name and a width, and answers with the picture in that width.
package main

import (
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	pictures = 12
	side     = 400
	visitors = 2
)

// picture is a square of grey values.
type picture struct {
	side   int
	values []float32
}

func paint(seed int) *picture {
	p := &picture{side: side, values: make([]float32, side*side)}
	for y := 0; y < side; y++ {
		for x := 0; x < side; x++ {
			p.values[y*side+x] = float32((x*x+y*seed)%255) / 255
		}
	}
	return p
}

// resample fills one row of the target.
func (p *picture) resample(row []float32, y int, scale float64) {
	centre := (float64(y) + 0.5) * scale
	for x := range row {
		middle := (float64(x) + 0.5) * scale
		sum, weights := 0.0, 0.0
		for dy := -4; dy <= 4; dy++ {
			for dx := -4; dx <= 4; dx++ {
				sy, sx := int(centre)+dy, int(middle)+dx
				if sy < 0 || sx < 0 || sy >= p.side || sx >= p.side {
					continue
				}
				fy, fx := (float64(sy)-centre)/scale, (float64(sx)-middle)/scale
				weight := math.Sqrt(1/(1+fy*fy)) * math.Sqrt(1/(1+fx*fx))
				weight /= 1 + math.Sqrt(fy*fy+fx*fx)
				sum += weight * float64(p.values[sy*p.side+sx])
				weights += weight
			}
		}
		row[x] = float32(sum / weights)
	}
}

type server struct {
	gallery []*picture
	rows    sync.Pool
}

// ServeHTTP answers with the bytes of a scaled picture.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	number, _ := strconv.Atoi(r.URL.Query().Get("picture"))
	width, err := strconv.Atoi(r.URL.Query().Get("width"))
	if err != nil || width < 1 || width > side {
		http.Error(w, "width?", http.StatusBadRequest)
		return
	}
	source := s.gallery[number%len(s.gallery)]
	buffer := s.rows.Get().(*[side]float32)
	defer s.rows.Put(buffer)
	row, line := buffer[:width], make([]byte, width)
	for y := 0; y < width; y++ {
		source.resample(row, y, float64(source.side)/float64(width))
		for x, value := range row {
			line[x] = byte(value * 255)
		}
		if _, err := w.Write(line); err != nil {
			return
		}
	}
	lifecycle.Done(1)
}

// visit is the other side: visitors who look at one page of pictures after the other.
func visit(address string) {
	fmt.Println("visiting")
	for visitor := 0; visitor < visitors; visitor++ {
		go func(number int) {
			for ; ; number++ {
				answer, err := http.Get(fmt.Sprintf("http://%s/?picture=%d&width=%d", address, number, 80+number%3*16))
				if err != nil {
					time.Sleep(50 * time.Millisecond)
					continue
				}
				io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
				time.Sleep(2 * time.Millisecond)
			}
		}(visitor)
	}
	select {}
}

func main() {
	if companion.Role() == "visitors" {
		visit(os.Args[1])
	}
	s := &server{rows: sync.Pool{New: func() any { return new([side]float32) }}}
	for seed := 1; seed <= pictures; seed++ {
		s.gallery = append(s.gallery, paint(seed))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	lifecycle.Must(err)
	go http.Serve(listener, s)
	companion.Start("visitors", listener.Addr().String())
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
