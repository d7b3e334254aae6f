package main

import (
	"sync"

	"example.org/zoo/internal/settle"
)

var (
	heldMutex    sync.Mutex
	writeHeld    sync.RWMutex
	readHeld     sync.RWMutex
	unfinished   sync.WaitGroup
	neverChanged = sync.NewCond(&sync.Mutex{})
	slowStart    sync.Once
)

func mutexes() []settle.Want {
	heldMutex.Lock()
	for range [3]int{} {
		go lockHeldMutex()
	}
	inventory := &guardedInventory{stock: map[string]int{}}
	inventory.Lock()
	go inventory.lockEmbedded()
	return []settle.Want{
		settle.Goroutines(3, "sync.Mutex.Lock", "main.lockHeldMutex("),
		settle.Goroutines(1, "sync.Mutex.Lock", "main.(*guardedInventory).lockEmbedded("),
	}
}

//go:noinline
func lockHeldMutex() {
	heldMutex.Lock()
	defer heldMutex.Unlock()
}

// guardedInventory has its lock embedded.
type guardedInventory struct {
	stock map[string]int
	sync.Mutex
}

//go:noinline
func (g *guardedInventory) lockEmbedded() {
	g.Lock()
	defer g.Unlock()
	g.stock["apple"]++
}

func readersAndWriters() []settle.Want {
	writeHeld.Lock()
	for range [2]int{} {
		go readLockWhileWritten()
	}
	go writeLockWhileWritten()
	readHeld.RLock()
	go writeLockWhileRead()
	wants := []settle.Want{
		settle.Goroutines(2, "sync.RWMutex.RLock", "main.readLockWhileWritten("),
		// A second writer waits for the Mutex inside the RWMutex.
		settle.Goroutines(1, "sync.Mutex.Lock", "main.writeLockWhileWritten("),
		settle.Goroutines(1, "sync.RWMutex.Lock", "main.writeLockWhileRead("),
	}
	settle.Wait(wants...)
	// Once a writer waits, new readers wait too, although only readers hold the lock.
	go readLockBehindWriter()
	return append(wants, settle.Goroutines(1, "sync.RWMutex.RLock", "main.readLockBehindWriter("))
}

//go:noinline
func readLockWhileWritten() {
	writeHeld.RLock()
	defer writeHeld.RUnlock()
}

//go:noinline
func writeLockWhileWritten() {
	writeHeld.Lock()
	defer writeHeld.Unlock()
}

//go:noinline
func writeLockWhileRead() {
	readHeld.Lock()
	defer readHeld.Unlock()
}

//go:noinline
func readLockBehindWriter() {
	readHeld.RLock()
	defer readHeld.RUnlock()
}

func groups() []settle.Want {
	unfinished.Add(1)
	go waitForGroup()
	return one("semacquire|sync.WaitGroup.Wait", "main.waitForGroup(")
}

//go:noinline
func waitForGroup() { unfinished.Wait() }

func conditions() []settle.Want {
	for range [2]int{} {
		go waitForCondition()
	}
	return []settle.Want{settle.Goroutines(2, "sync.Cond.Wait", "main.waitForCondition(")}
}

//go:noinline
func waitForCondition() {
	neverChanged.L.Lock()
	defer neverChanged.L.Unlock()
	neverChanged.Wait()
}

// onces: the first caller of a Once waits inside of it, the second waits for the first.
func onces() []settle.Want {
	go startSlowly()
	first := one("chan receive", "main.initialiseSlowly(")
	settle.Wait(first...)
	go startAgain()
	return append(first, settle.Goroutines(1, "sync.Mutex.Lock", "main.startAgain("))
}

//go:noinline
func startSlowly() { slowStart.Do(initialiseSlowly) }

//go:noinline
func startAgain() { slowStart.Do(initialiseSlowly) }

//go:noinline
func initialiseSlowly() { <-neverWritten }
