// Webhooks tells the applications of customers what happened in their accounts.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/remote"
)

type notice struct {
	Account int       `json:"account"`
	Kind    string    `json:"kind"`
	At      time.Time `json:"at"`
}

type delivery struct {
	notice   notice
	attempts int
}

type sender struct {
	client  *http.Client
	target  string
	pending chan delivery
	retry   chan delivery
}

// deliver posts one notice and reports whether it was taken.
func (s *sender) deliver(n notice) (bool, error) {
	text, err := json.Marshal(n)
	if err != nil {
		return false, err
	}
	response, err := s.client.Post(s.target, "application/json", bytes.NewReader(text))
	if err != nil {
		return false, err
	}
	return response.StatusCode < 300, nil
}

// work delivers what is pending.
func (s *sender) work() {
	for d := range s.pending {
		taken, err := s.deliver(d.notice)
		switch {
		case err == nil && taken:
			daemon.Done(1)
		case d.attempts < 3:
			d.attempts++
			select {
			case s.retry <- d:
			default:
			}
		}
	}
}

// again puts back what was not taken, a second later.
func (s *sender) again() {
	for d := range s.retry {
		time.Sleep(time.Second)
		s.pending <- d
	}
}

func (s *sender) happen(account int) {
	for number := 0; ; number++ {
		s.pending <- delivery{notice: notice{account, fmt.Sprint("booking-", number), time.Now()}}
		time.Sleep(100 * time.Millisecond)
	}
}

func main() {
	if companion.Play(companion.Roles{"upstream": remote.Web}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("upstream", "5ms", "202", "300")
	s := &sender{
		client:  &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}},
		target:  "http://" + peer + "/hook",
		pending: make(chan delivery, 32),
		retry:   make(chan delivery, 32),
	}
	for worker := 0; worker < 4; worker++ {
		go s.work()
	}
	go s.again()
	for account := 0; account < 4; account++ {
		go s.happen(account)
	}
	daemon.Run(ctx, "peer="+peer)
}
