// Recommendations keeps a list of articles for each group of customers, as another department's model sees it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/remote"
)

const patience = 8 * time.Second

type list struct {
	Status   string   `json:"status"`
	Articles []string `json:"articles"`
}

// group is one group of customers with its newest list.
type group struct {
	name   string
	newest atomic.Pointer[list]
	misses atomic.Int64
}

type model struct {
	client *http.Client
	base   string
}

// predict asks the model what a group would like.
func (m *model) predict(ctx context.Context, name string) (*list, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, m.base+"/predict?group="+name, nil)
	if err != nil {
		return nil, err
	}
	response, err := m.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	predicted := &list{}
	return predicted, json.NewDecoder(response.Body).Decode(predicted)
}

// refresh keeps a group's list new.
func (g *group) refresh(ctx context.Context, m *model) {
	for ctx.Err() == nil {
		predicted, err := m.predict(ctx, g.name)
		if err != nil {
			g.misses.Add(1)
			continue
		}
		g.newest.Store(predicted)
		daemon.Done(1)
	}
}

func main() {
	if companion.Play(companion.Roles{"model": remote.Web}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("model", "1h", "200", "500")
	m := &model{client: &http.Client{}, base: "http://" + peer}
	for number := 0; number < 30; number++ {
		go (&group{name: fmt.Sprint("group-", number)}).refresh(ctx, m)
	}
	daemon.Run(ctx, "peer="+peer)
}
