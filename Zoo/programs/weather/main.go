// Weather shows the forecast of places, which it gets from another service.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/remote"
)

var errUnknown = errors.New("no such place")

type forecast struct {
	Status string `json:"status"`
	Text   string `json:"text"`
}

type source struct {
	client http.Client
	base   string
}

// fetch asks for the forecast of a place.
func (s *source) fetch(place string) (forecast, error) {
	response, err := s.client.Get(s.base + "/forecast/" + place)
	if err != nil {
		return forecast{}, err
	}
	if response.StatusCode == http.StatusNotFound {
		return forecast{}, errUnknown
	}
	defer response.Body.Close()
	var f forecast
	return f, json.NewDecoder(response.Body).Decode(&f)
}

// station refreshes the forecasts of its places.
type station struct {
	source *source
	known  map[string]forecast
	absent map[string]time.Time
}

func (s *station) refresh(place string) error {
	f, err := s.source.fetch(place)
	if errors.Is(err, errUnknown) {
		s.absent[place] = time.Now()
		return nil
	}
	if err != nil {
		return err
	}
	s.known[place] = f
	return nil
}

func (s *station) run(region int) {
	for number := 0; ; number = (number + 1) % 300 {
		if s.refresh(fmt.Sprintf("place-%d-%d", region, number)) == nil {
			daemon.Done(1)
		}
		time.Sleep(60 * time.Millisecond)
	}
}

func main() {
	if companion.Play(companion.Roles{"upstream": remote.Web}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("upstream", "10ms", "404", "900")
	s := &source{base: "http://" + peer, client: http.Client{Timeout: 10 * time.Minute}}
	for region := 0; region < 3; region++ {
		go (&station{s, map[string]forecast{}, map[string]time.Time{}}).run(region)
	}
	daemon.Run(ctx, "peer="+peer, debugport.Serve())
}
