// Consumers wait on a Cond for work. The producer put the work there, signalled once, and went away: one consumer was
// woken, took one item, and four wait although there is work left.
package main

import (
	"sync"

	"example.org/zoo/internal/settle"
)

type workQueue struct {
	mu       sync.Mutex
	notEmpty *sync.Cond
	items    []string
}

// put adds items. WRONG: Signal for several items; it should be Broadcast, or one Signal each.
func (q *workQueue) put(items ...string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, items...)
	q.notEmpty.Signal()
}

func (q *workQueue) take() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.notEmpty.Wait()
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item
}

func consume(queue *workQueue) { println(queue.take()) }

func main() {
	queue := &workQueue{}
	queue.notEmpty = sync.NewCond(&queue.mu)
	for range [5]int{} {
		go consume(queue)
	}
	settle.Wait(settle.Goroutines(5, "sync.Cond.Wait", "main.(*workQueue).take("))
	queue.put("a", "b", "c")
	settle.Ready("", settle.Goroutines(4, "sync.Cond.Wait", "main.(*workQueue).take("))
	settle.UntilInterrupted()
}
