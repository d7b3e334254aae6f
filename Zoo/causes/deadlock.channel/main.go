// A crawler and its store talk over two unbuffered channels: both want to send before they listen. Nobody else knows
// the channels.
package main

import "example.org/zoo/internal/settle"

type page struct{ address string }

// crawl reports pages and takes orders for more. WRONG: it does not listen while it reports.
func crawl(found chan<- page, orders <-chan string) {
	for address := range orders {
		found <- page{address}
		found <- page{address + "/next"}
	}
}

// store keeps pages and orders more. WRONG: it does not listen while it orders.
func store(found <-chan page, orders chan<- string) {
	orders <- "https://example.org"
	for page := range found {
		orders <- page.address
	}
}

func main() {
	start()
	settle.Ready("",
		settle.Goroutines(1, "chan send", "main.crawl("), settle.Goroutines(1, "chan send", "main.store("))
	settle.UntilInterrupted()
}

func start() {
	found, orders := make(chan page), make(chan string)
	go crawl(found, orders)
	go store(found, orders)
}
