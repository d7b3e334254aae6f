// Leaderboard keeps the points of the players of a game and shows who leads.
package main

import (
	"fmt"
	"net"
	"net/http"
	"sort"
	"strconv"
	"sync"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/remote"
)

const players = 40000

type player struct {
	name   string
	points int
}

type board struct {
	lock    sync.RWMutex
	ranking []player
	place   map[string]int
}

func newBoard() *board {
	b := &board{place: map[string]int{}}
	for number := 0; number < players; number++ {
		name := fmt.Sprint("player-", number)
		b.place[name] = number
		b.ranking = append(b.ranking, player{name, players - number})
	}
	return b
}

// score gives a player points and puts the players in order.
func (b *board) score(name string, points int) {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.ranking[b.place[name]].points += points
	b.arrange()
}

func (b *board) arrange() {
	sort.Slice(b.ranking, func(one, other int) bool { return b.ranking[one].points > b.ranking[other].points })
	for place, p := range b.ranking {
		b.place[p.name] = place
	}
}

// top returns the first players.
func (b *board) top(count int) []player {
	b.lock.RLock()
	defer b.lock.RUnlock()
	return append([]player(nil), b.ranking[:count]...)
}

func (b *board) post(_ http.ResponseWriter, request *http.Request) {
	number, _ := strconv.Atoi(request.URL.Query().Get("player"))
	b.score(fmt.Sprint("player-", number*7919%players), number%5000)
	daemon.Done(1)
}

func (b *board) show(response http.ResponseWriter, _ *http.Request) {
	for place, p := range b.top(10) {
		fmt.Fprintln(response, place+1, p.name, p.points)
	}
	daemon.Done(1)
}

func main() {
	if companion.Play(companion.Roles{"customers": remote.Customers}) {
		return
	}
	ctx := daemon.Context()
	b := newBoard()
	routes := http.NewServeMux()
	routes.HandleFunc("/score", b.post)
	routes.HandleFunc("/top", b.show)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	go http.Serve(listener, routes)
	companion.Start("customers", listener.Addr().String(), "32", "1ms", "/score?player={n}", "/top", "/score?player={n}")
	daemon.Run(ctx)
}
