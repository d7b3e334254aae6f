// A subscription whose channel is made only in one of two constructors: the other one's users wait on nil.
package main

import "example.org/zoo/internal/settle"

// Subscription delivers updates of a price.
type Subscription struct {
	article string
	updates chan int64
}

func subscribe(article string) *Subscription {
	return &Subscription{article: article, updates: make(chan int64, 1)}
}

// resubscribe restores a subscription after a reconnect. WRONG: the channel is not made again.
func resubscribe(old *Subscription) *Subscription { return &Subscription{article: old.article} }

func watch(subscription *Subscription) {
	for cents := range subscription.updates {
		println(subscription.article, cents)
	}
}

func main() {
	for range [6]int{} {
		go watch(resubscribe(subscribe("apple")))
	}
	settle.Ready("", settle.Goroutines(6, "chan receive (nil chan)", "main.watch("))
	settle.UntilInterrupted()
}
