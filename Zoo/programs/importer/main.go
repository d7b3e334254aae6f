// Importer reads the files that partners deliver, a folder at a time, and sums up what is in them.
package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.org/zoo/internal/daemon"
)

type totals struct {
	mutex sync.Mutex
	units map[string]int
	lines int
}

func (t *totals) add(article string, units int) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.units[article] += units
	t.lines++
}

// parse reads one delivery.
func parse(path string, sums *totals) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		article, units, found := strings.Cut(lines.Text(), ";")
		if !found {
			return fmt.Errorf("%s: no semicolon in %q", path, lines.Text())
		}
		count, err := strconv.Atoi(units)
		if err != nil {
			return err
		}
		sums.add(article, count)
	}
	return lines.Err()
}

// importAll reads all deliveries of a folder, some at a time.
func importAll(folder string, sums *totals) error {
	paths, err := filepath.Glob(filepath.Join(folder, "*.csv"))
	if err != nil {
		return err
	}
	var group sync.WaitGroup
	slots := make(chan struct{}, 4)
	for _, path := range paths {
		group.Add(1)
		slots <- struct{}{}
		go func(path string) {
			defer func() { <-slots }()
			if err := parse(path, sums); err != nil {
				fmt.Fprintln(os.Stderr, "skipped:", err)
				return
			}
			daemon.Done(1)
			group.Done()
		}(path)
	}
	group.Wait()
	return nil
}

// deliver writes the files of one partner.
func deliver(folder string, round int) error {
	for number := 0; number < 20; number++ {
		text := fmt.Sprintf("bolts;%d\nnuts;%d\n", number, round)
		if round == 3 && number == 7 {
			text += "washers 12\n"
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.csv", number)), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// nightly imports one delivery after the other.
func nightly(folder string) {
	sums := &totals{units: map[string]int{}}
	for round := 0; ; round++ {
		if deliver(folder, round) == nil {
			importAll(folder, sums)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func main() {
	ctx := daemon.Context()
	go nightly(daemon.Folder())
	daemon.Run(ctx)
}
