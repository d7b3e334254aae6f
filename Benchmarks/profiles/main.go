// Profiles makes pprof profiles for measuring and for testing readers; the same seed gives the same profile.
//
//	profiles bench [-kind cpu|heap] [-seed N] -size BYTES -o FILE
//	profiles random [-seed N] [-count N] [-ties] -o FOLDER
//
// bench writes one large profile as the Go runtime would write it: a walk through a call graph that is the same for
// every seed, so that the files of two seeds are two runs of one program.
//
// random writes small profiles that are valid and unusual, three related ones for each seed: SEED-a, SEED-b and
// SEED-c of one program, to be merged and compared, and the sources that some of their file names mean.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		fail("usage: profiles bench|random OPTIONS; see the comment in main.go")
	}
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	seed := flags.Uint64("seed", 1, "what the choices start from")
	output := flags.String("o", "", "file (bench) or folder (random) to write")
	kind := flags.String("kind", "cpu", "bench: cpu or heap")
	size := flags.Int("size", 20_000_000, "bench: size in bytes before compression")
	count := flags.Int("count", 1, "random: number of seeds, from -seed on")
	ties := flags.Bool("ties", false, "random: few different values, so that many sums are equal")
	if err := flags.Parse(os.Args[2:]); err != nil || *output == "" || flags.NArg() > 0 {
		fail("profiles %s: -o is needed, and no operands", os.Args[1])
	}
	var err error
	switch os.Args[1] {
	case "bench":
		if *kind != "cpu" && *kind != "heap" {
			fail("profiles bench: -kind is cpu or heap, not %q", *kind)
		}
		err = writeLarge(*output, *kind == "heap", *seed, *size)
	case "random":
		err = writeSources(*output)
		for i := 0; i < *count && err == nil; i++ {
			err = writeRelated(*output, *seed+uint64(i), *ties)
		}
	default:
		fail("profiles: %q is neither bench nor random", os.Args[1])
	}
	if err != nil {
		fail("profiles: %v", err)
	}
}

func fail(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(2)
}
