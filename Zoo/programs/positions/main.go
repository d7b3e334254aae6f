// Positions follows the ships of a harbour: each report makes a new track point, and the last hours stay in memory.
package main

import (
	"math/rand"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	ships     = 2000
	reports   = 120
	receivers = 2
)

// point is where a ship was.
type point struct {
	latitude, longitude float64
	seen                *moment
}

// moment is when, and by whom a ship was seen.
type moment struct {
	unix    int64
	station *station
}

// station is a receiver on the shore.
type station struct {
	name string
}

// track is a ship's last points, newest first.
type track struct {
	points []*point
	course float64
}

var stations = []*station{{"mole"}, {"lighthouse"}, {"pilot"}}

// follow adds a report to a track and forgets the points that are too old. Readers may keep the points as they were.
func (t *track) follow(random *rand.Rand) {
	t.course += random.Float64() - 0.5
	kept := make([]*point, min(len(t.points)+1, reports))
	kept[0] = &point{
		latitude: 53 + t.course, longitude: 8 - t.course,
		seen: &moment{time.Now().Unix(), stations[random.Intn(len(stations))]},
	}
	copy(kept[1:], t.points)
	t.points = kept
	lifecycle.Done(1)
}

func main() {
	random := rand.New(rand.NewSource(8))
	fleet := make([]*track, ships)
	for index := range fleet {
		fleet[index] = &track{}
	}
	for round := 0; round < reports; round++ {
		for _, ship := range fleet {
			ship.follow(random)
		}
	}
	for receiver := 0; receiver < receivers; receiver++ {
		part, random := fleet[receiver*ships/receivers:(receiver+1)*ships/receivers], rand.New(rand.NewSource(1))
		go func() {
			for {
				part[random.Intn(len(part))].follow(random)
			}
		}()
	}
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
