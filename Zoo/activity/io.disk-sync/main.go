// A journal that is synchronised after each record.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// record appends to the journal. WRONG: each record waits for the disk by itself.
func record(journal *os.File, number int) {
	fmt.Fprintf(journal, "record %d\n", number)
	if err := journal.Sync(); err != nil {
		panic(err)
	}
}

func main() {
	journal, err := os.Create(filepath.Join(os.TempDir(), fmt.Sprintf("zoo-journal-%d", os.Getpid())))
	if err != nil {
		panic(err)
	}
	defer os.Remove(journal.Name())
	fmt.Println("ready", os.Getpid(), journal.Name())
	for number := range [500]int{} {
		record(journal, number)
	}
}
