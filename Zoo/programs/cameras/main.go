// Cameras hands the pictures of a building's cameras to the recorder, through a named pipe for each.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"example.org/zoo/internal/daemon"
)

const pictureSize = 4096

type camera struct {
	number  int
	pipe    string
	pending chan []byte
	dropped atomic.Int64
}

func install(folder string, number int) (*camera, error) {
	c := &camera{
		number:  number,
		pipe:    filepath.Join(folder, fmt.Sprintf("camera-%d.pipe", number)),
		pending: make(chan []byte, 25),
	}
	return c, syscall.Mkfifo(c.pipe, 0o600)
}

// watch takes 25 pictures a second.
func (c *camera) watch() {
	brightness := byte(c.number)
	for range time.Tick(40 * time.Millisecond) {
		brightness += 3
		select {
		case c.pending <- bytes.Repeat([]byte{brightness}, pictureSize):
			daemon.Done(1)
		default:
			c.dropped.Add(1)
		}
	}
}

// record passes pictures on.
func (c *camera) record() error {
	recorder, err := os.OpenFile(c.pipe, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer recorder.Close()
	for picture := range c.pending {
		if _, err := recorder.Write(picture); err != nil {
			return err
		}
	}
	return nil
}

// run records, and begins again when the recorder went away.
func (c *camera) run() {
	for {
		if err := c.record(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			time.Sleep(time.Second)
		}
	}
}

func main() {
	ctx := daemon.Context()
	folder := daemon.Folder()
	for number := 1; number <= 4; number++ {
		c, err := install(folder, number)
		daemon.Check(err)
		go c.watch()
		go c.run()
	}
	daemon.Run(ctx)
}
