// Reads its settings from a few files, some of which are not there, and works a little.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	found := 0
	for _, folder := range []string{"/etc", "/usr/local/etc", "/no/such/folder", os.TempDir()} {
		for _, name := range []string{"hosts", "hostname", "service.json", "service.yaml", "service.local.json"} {
			if _, err := os.ReadFile(filepath.Join(folder, name)); err == nil {
				found++
			}
		}
	}
	fmt.Println("ready", os.Getpid(), found)
	file, err := os.CreateTemp("", "zoo-settings")
	if err != nil {
		panic(err)
	}
	defer os.Remove(file.Name())
	for number := range [20]int{} {
		fmt.Fprintln(file, number)
		time.Sleep(50 * time.Millisecond)
	}
	// Once at the end, as it should be.
	_ = file.Sync()
}
