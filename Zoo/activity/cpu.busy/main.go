// Two goroutines that compute for as long as they are told: how fast that goes is for others to decide, such as a quota
// of the control group or another process on the same processors.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"sync"
	"time"
)

func compute(until time.Time) int {
	sum := sha256.Sum256(nil)
	rounds := 0
	for time.Now().Before(until) {
		for range [100]int{} {
			sum = sha256.Sum256(sum[:])
		}
		rounds++
	}
	return rounds + int(sum[0])
}

func main() {
	duration := flag.Duration("for", 3*time.Second, "how long")
	flag.Parse()
	fmt.Println("ready", os.Getpid())
	until := time.Now().Add(*duration)
	var all sync.WaitGroup
	for range [2]int{} {
		all.Add(1)
		go func() {
			defer all.Done()
			compute(until)
		}()
	}
	all.Wait()
}
