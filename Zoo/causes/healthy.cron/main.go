// A scheduler with fifty jobs that sleep until it is their turn, hours from now.
package main

import (
	"time"

	"example.org/zoo/internal/settle"
)

type job struct {
	name     string
	interval time.Duration
	runs     int
}

func (j *job) schedule() {
	for {
		time.Sleep(j.interval)
		j.runs++
	}
}

func main() {
	for index := 0; index < 50; index++ {
		go (&job{name: "report", interval: time.Duration(index+1) * time.Hour}).schedule()
	}
	settle.Ready("", settle.Goroutines(50, "sleep", "main.(*job).schedule("))
	settle.UntilInterrupted()
}
