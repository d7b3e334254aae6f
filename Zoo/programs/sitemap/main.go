// Sitemap visits the pages of sites and notes which of them exist.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/remote"
)

// crew runs functions, some at a time, and keeps the first error.
type crew struct {
	group sync.WaitGroup
	limit chan struct{}
	once  sync.Once
	err   error
}

func newCrew(limit int) *crew { return &crew{limit: make(chan struct{}, limit)} }

// run starts a function once there is room for it.
func (c *crew) run(work func() error) {
	c.limit <- struct{}{}
	c.group.Add(1)
	go func() {
		defer func() {
			<-c.limit
			c.group.Done()
		}()
		if err := work(); err != nil {
			c.once.Do(func() { c.err = err })
		}
	}()
}

func (c *crew) wait() error {
	c.group.Wait()
	return c.err
}

type visitor struct {
	client *http.Client
	host   string
	shared *crew
}

// visit looks at one page.
func (v *visitor) visit(ctx context.Context, page string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+v.host+page, nil)
	if err != nil {
		return err
	}
	response, err := v.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	daemon.Done(1)
	return err
}

// site visits all pages of a site.
func (v *visitor) site(ctx context.Context, number int) {
	for page := 0; ctx.Err() == nil; page++ {
		path := fmt.Sprintf("/site-%d/page-%d", number, page)
		v.shared.run(func() error { return v.visit(ctx, path) })
	}
}

func main() {
	if companion.Play(companion.Roles{"upstream": remote.Web}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("upstream", "200ms", "200", "2000")
	v := &visitor{
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}},
		host:   peer,
		shared: newCrew(4),
	}
	for number := 0; number < 20; number++ {
		go v.site(ctx, number)
	}
	daemon.Run(ctx, "peer="+peer)
}
