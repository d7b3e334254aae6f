// Membership answers which groups a user belongs to, from a cache in front of the store.
package main

import (
	"fmt"
	"math/rand"
	"sort"
	"sync"
	"time"

	"example.org/zoo/internal/daemon"
)

type record struct {
	groups []string
	read   int
	loaded time.Time
}

type cache struct {
	lock    sync.RWMutex
	records map[int]*record
	load    func(user int) []string
}

// groups returns the groups of a user.
func (c *cache) groups(user int) []string {
	c.lock.RLock()
	defer c.lock.RUnlock()
	found := c.records[user]
	if found == nil {
		found = c.fill(user)
	}
	return found.groups
}

func (c *cache) fill(user int) *record {
	fresh := &record{groups: c.load(user), loaded: time.Now()}
	c.lock.Lock()
	c.records[user] = fresh
	c.lock.Unlock()
	return fresh
}

// warm loads the users that are known to come.
func (c *cache) warm(users int) {
	for user := 0; user < users; user++ {
		c.fill(user)
	}
}

// member reports whether a user is in a group.
func (c *cache) member(user int, group string) bool {
	groups := c.groups(user)
	index := sort.SearchStrings(groups, group)
	return index < len(groups) && groups[index] == group
}

// fromStore derives a user's groups.
func fromStore(user int) []string {
	random := rand.New(rand.NewSource(int64(user)))
	groups := make([]string, 1+random.Intn(20))
	for index := range groups {
		groups[index] = fmt.Sprintf("group-%03d", random.Intn(300))
	}
	sort.Strings(groups)
	return groups
}

// authorise decides about one stream of requests.
func authorise(c *cache, stream int) {
	random := rand.New(rand.NewSource(int64(stream)))
	for {
		// Now and then somebody new signs up.
		user := random.Intn(5005)
		if c.member(user, fmt.Sprintf("group-%03d", random.Intn(300))) {
			daemon.Done(1)
		}
		time.Sleep(time.Millisecond)
	}
}

func main() {
	ctx := daemon.Context()
	c := &cache{records: map[int]*record{}, load: fromStore}
	c.warm(5000)
	for stream := 0; stream < 16; stream++ {
		go authorise(c, stream)
	}
	daemon.Run(ctx)
}
