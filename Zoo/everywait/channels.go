package main

import "example.org/zoo/internal/settle"

// Package variables, so that a reader can also be checked on naming a channel by its symbol.
var (
	commonQueue  = make(chan string)
	fullQueue    = make(chan int, 3)
	structQueue  = make(chan struct{ Name string })
	neverWritten = make(chan error)
)

func channels() []settle.Want {
	for range [5]int{} {
		go receiveFromCommonQueue()
	}
	for range [3]int{} {
		fullQueue <- 0
	}
	for range [2]int{} {
		go sendToFullQueue()
	}
	go sendToUnbuffered(make(chan []byte))
	go receiveWithOk()
	go rangeOverChannel()
	return []settle.Want{
		settle.Goroutines(5, "chan receive", "main.receiveFromCommonQueue("),
		settle.Goroutines(2, "chan send", "main.sendToFullQueue("),
		settle.Goroutines(1, "chan send", "main.sendToUnbuffered("),
		settle.Goroutines(1, "chan receive", "main.receiveWithOk("),
		settle.Goroutines(1, "chan receive", "main.rangeOverChannel("),
	}
}

//go:noinline
func receiveFromCommonQueue() { <-commonQueue }

//go:noinline
func sendToFullQueue() { fullQueue <- 1 }

//go:noinline
func sendToUnbuffered(channel chan []byte) { channel <- []byte("nobody listens") }

//go:noinline
func receiveWithOk() {
	if value, ok := <-structQueue; ok {
		println(value.Name)
	}
}

//go:noinline
func rangeOverChannel() {
	for value := range structQueue {
		println(value.Name)
	}
}

func nilChannels() []settle.Want {
	go receiveFromNil(nil)
	go sendToNil(nil)
	go selectNothing()
	return []settle.Want{
		settle.Goroutines(1, "chan receive (nil chan)", "main.receiveFromNil("),
		settle.Goroutines(1, "chan send (nil chan)", "main.sendToNil("),
		settle.Goroutines(1, "select (no cases)", "main.selectNothing("),
	}
}

//go:noinline
func receiveFromNil(channel chan int) { <-channel }

//go:noinline
func sendToNil(channel chan int) { channel <- 1 }

//go:noinline
func selectNothing() { select {} }

func selects() []settle.Want {
	go selectReceiveAndSend(make(chan int), make(chan string))
	go selectManyCases()
	go selectWithNilCase(nil, make(chan int))
	go selectOneCase(make(chan int))
	go selectSameChannelTwice(make(chan int))
	return []settle.Want{
		settle.Goroutines(1, "select", "main.selectReceiveAndSend("),
		settle.Goroutines(1, "select", "main.selectManyCases("),
		settle.Goroutines(1, "select", "main.selectWithNilCase("),
		// A select of a single case is compiled as the plain operation.
		settle.Goroutines(1, "chan receive", "main.selectOneCase("),
		settle.Goroutines(1, "select", "main.selectSameChannelTwice("),
	}
}

//go:noinline
func selectReceiveAndSend(in chan int, out chan string) {
	select {
	case <-in:
	case out <- "unwanted":
	}
}

//go:noinline
func selectManyCases() {
	a, b, c := make(chan int), make(chan int), make(chan int, 1)
	c <- 0
	select {
	case <-a:
	case <-b:
	case a <- 1:
	case b <- 2:
	case c <- 3:
	case <-commonQueue:
	case <-neverWritten:
	}
}

//go:noinline
func selectWithNilCase(missing, present chan int) {
	select {
	case <-missing:
	case missing <- 1:
	case <-present:
	}
}

//go:noinline
func selectOneCase(channel chan int) {
	select {
	case <-channel:
	}
}

//go:noinline
func selectSameChannelTwice(channel chan int) {
	select {
	case <-channel:
	case channel <- 1:
	}
}

// semaphores bound something by a buffered channel: two hold a slot and wait elsewhere, three wait for a slot.
func semaphores() []settle.Want {
	pool := &slotPool{slots: make(chan struct{}, 2)}
	for range [2]int{} {
		go pool.use(commonQueue)
	}
	first := []settle.Want{settle.Goroutines(2, "chan receive", "main.(*slotPool).use(")}
	settle.Wait(first...)
	for range [3]int{} {
		go pool.use(commonQueue)
	}
	return append(first, settle.Goroutines(3, "chan send", "main.(*slotPool).acquire(", "main.(*slotPool).use("))
}

type slotPool struct{ slots chan struct{} }

//go:noinline
func (p *slotPool) acquire() { p.slots <- struct{}{} }

//go:noinline
func (p *slotPool) use(work <-chan string) {
	p.acquire()
	defer func() { <-p.slots }()
	<-work
}
