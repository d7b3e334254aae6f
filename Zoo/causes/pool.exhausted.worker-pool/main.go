// Four workers take jobs from a channel and wait for a printer that does not answer; thirty clerks wait to hand over
// their jobs.
package main

import (
	"fmt"
	"net"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

type job struct{ title string }

// work prints jobs. WRONG: no deadline.
func work(printer string, jobs <-chan job) {
	for job := range jobs {
		printJob(printer, job)
	}
}

func printJob(printer string, job job) {
	connection, err := net.Dial("tcp", printer)
	if err != nil {
		return
	}
	defer connection.Close()
	fmt.Fprintln(connection, job.title)
	var accepted [1]byte
	_, _ = connection.Read(accepted[:])
}

func submit(jobs chan<- job, title string) { jobs <- job{title} }

func main() {
	printer, jobs := peer.Silent(), make(chan job)
	for range [4]int{} {
		go work(printer, jobs)
	}
	for clerk := 0; clerk < 34; clerk++ {
		go submit(jobs, fmt.Sprintf("invoice %d", clerk))
	}
	settle.Ready(printer,
		settle.Goroutines(4, "IO wait", "main.printJob("),
		settle.Goroutines(30, "chan send", "main.submit("))
	settle.UntilInterrupted()
}
