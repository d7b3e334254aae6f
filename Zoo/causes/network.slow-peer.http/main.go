// Eighty requests ask a recommendation service over HTTP with a client that has no timeout; it stays silent.
package main

import (
	"encoding/json"
	"net/http"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

// recommend asks the recommendation service. WRONG: the default client has no timeout.
func recommend(service string) ([]string, error) {
	response, err := http.Get("http://" + service + "/recommend")
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var articles []string
	return articles, json.NewDecoder(response.Body).Decode(&articles)
}

func handle(service string) { _, _ = recommend(service) }

func main() {
	service := peer.Silent()
	for range [80]int{} {
		go handle(service)
	}
	settle.Ready(service,
		settle.Goroutines(80, "select", "main.recommend(", "net/http.(*persistConn).roundTrip("),
		settle.Goroutines(80, "IO wait", "net/http.(*persistConn).readLoop("))
	settle.UntilInterrupted()
}
