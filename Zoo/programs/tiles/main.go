// Tiles keeps the tiles of a map in memory and hands them out, with the names of a language drawn in.
package main

import (
	"math/rand"
	"time"

	"example.org/zoo/internal/lifecycle"
)

const (
	zooms   = 6
	columns = 90
	rows    = 90
)

// feature is something that is drawn on a tile.
type feature struct {
	name  *string
	shape []float32
	next  *feature
}

// tile is a square of the map.
type tile struct {
	zoom, column, row int
	features          *feature
}

// atlas has all tiles.
type atlas struct {
	tiles map[[3]int]*tile
}

func survey() *atlas {
	a := &atlas{tiles: map[[3]int]*tile{}}
	for zoom := 0; zoom < zooms; zoom++ {
		for column := 0; column < columns; column++ {
			for row := 0; row < rows; row++ {
				next := &tile{zoom: zoom, column: column, row: row}
				for count := 0; count < 8; count++ {
					name := string([]byte{'s', byte('a' + count), byte('a' + row%26)})
					next.features = &feature{&name, make([]float32, 24), next.features}
				}
				a.tiles[[3]int{zoom, column, row}] = next
			}
		}
	}
	return a
}

// draw makes the bytes of a tile.
func (a *atlas) draw(place [3]int) []byte {
	from := a.tiles[place]
	image := make([]byte, 0, 64)
	for next := from.features; next != nil; next = next.next {
		image = append(image, *next.name...)
		for _, value := range next.shape {
			image = append(image, byte(value), byte(place[2]))
		}
	}
	return image
}

func main() {
	a := survey()
	requests := make(chan [3]int, 32)
	go func() {
		random := rand.New(rand.NewSource(6))
		ticker := time.NewTicker(time.Millisecond)
		defer ticker.Stop()
		for range ticker.C {
			for count := 0; count < 20; count++ {
				requests <- [3]int{random.Intn(zooms), random.Intn(columns), random.Intn(rows)}
			}
		}
	}()
	for worker := 0; worker < 2; worker++ {
		go func() {
			for place := range requests {
				if len(a.draw(place)) > 0 {
					lifecycle.Done(1)
				}
			}
		}()
	}
	lifecycle.Ready()
	lifecycle.Wait()
}
