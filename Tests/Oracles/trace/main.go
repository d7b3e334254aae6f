// Trace-oracle is the reference reader of execution traces, taken out of the Go toolchain: what sonde's own reader is
// compared with and measured against. scripts/trace-oracle builds it.
//
//	trace-oracle parsed FILE              all events as text, as go tool trace -d=parsed prints them
//	trace-oracle wire FILE                all events as they were written, as go tool trace -d=wire prints them
//	trace-oracle count FILE               reads all events; prints JSON: their number, CPU seconds, memory
//	trace-oracle encode TEXT BINARY       a trace from its text form; TEXT may be one of the toolchain's .test files
//	trace-oracle mutate FILE BINARY SEED  a copy with mistakes in its events, and none in their lengths
//	trace-oracle expectation TEST         of a .test file: SUCCESS, or FAILURE and a pattern
//	trace-oracle summary FILE             JSON: statistics of goroutines, tasks and regions
//	trace-oracle sums FILE                number, sum and maximum of all that lasts, by plain counting
//	trace-oracle mmu FILE FLAGS WINDOW…   JSON: minimum mutator utilisation for windows such as 1ms, or “curve”
//	trace-oracle mud FILE FLAGS WINDOW QUANTILE…
//	trace-oracle utilization FILE FLAGS   JSON: the steps of the utilisation itself
//
// FLAGS are some of stw, background, assist, sweep and perProc, with commas between them; - is none of them.
//
// When a trace is broken, what was read before is printed, the error is on standard error, and the exit status is 1.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"example.org/oracle/trace"
	"example.org/oracle/trace/raw"
)

func main() {
	if len(os.Args) < 3 {
		fail(2, "usage: trace-oracle COMMAND FILE…; see the comment in main.go")
	}
	command, path, rest := os.Args[1], os.Args[2], os.Args[3:]
	output := bufio.NewWriterSize(os.Stdout, 1<<16)
	var err error
	switch {
	case command == "parsed" && len(rest) == 0:
		err = events(path, func(event *trace.Event) { fmt.Fprintln(output, event.String()) })
	case command == "wire" && len(rest) == 0:
		err = wire(path, output)
	case command == "count" && len(rest) == 0:
		err = count(path, output)
	case command == "encode" && len(rest) == 1:
		err = encode(path, rest[0])
	case command == "mutate" && len(rest) == 2:
		err = mutate(path, rest[0], rest[1])
	case command == "expectation" && len(rest) == 0:
		err = expectation(path, output)
	case command == "summary" && len(rest) == 0:
		err = summary(path, output)
	case command == "sums" && len(rest) == 0:
		err = durationSums(path, output)
	case command == "mmu" && len(rest) >= 2:
		err = minimumUtilization(path, rest[0], rest[1:], output)
	case command == "mud" && len(rest) >= 3:
		err = utilizationDistribution(path, rest[0], rest[1], rest[2:], output)
	case command == "utilization" && len(rest) == 1:
		err = utilizationSteps(path, rest[0], output)
	default:
		fail(2, "trace-oracle: %s does not exist or takes other operands; see the comment in main.go", command)
	}
	if flushing := output.Flush(); err == nil {
		err = flushing
	}
	if err != nil {
		fail(1, "%v", err)
	}
}

func fail(status int, format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(status)
}

// events calls a function with each event in order, until the end or the first error.
func events(path string, each func(event *trace.Event)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	reader, err := trace.NewReader(file)
	if err != nil {
		return err
	}
	for {
		event, err := reader.ReadEvent()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		each(&event)
	}
}

func wire(path string, output io.Writer) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	reader, err := raw.NewReader(file)
	if err != nil {
		return err
	}
	for {
		event, err := reader.ReadEvent()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(output, event.String())
	}
}

// count prints what reading takes; the events themselves are dropped.
func count(path string, output io.Writer) error {
	number := 0
	failure := events(path, func(*trace.Event) { number++ })
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return err
	}
	seconds := func(time syscall.Timeval) float64 { return float64(time.Sec) + float64(time.Usec)/1e6 }
	err := json.NewEncoder(output).Encode(map[string]any{
		"events": number, "userSeconds": seconds(usage.Utime), "systemSeconds": seconds(usage.Stime),
		"peakMemory": usage.Maxrss * 1024,
	})
	return errors.Join(failure, err)
}
