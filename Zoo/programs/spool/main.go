// Spool puts jobs into files that several processes share.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

type queue struct {
	name string
	path string
}

// exclusive opens a queue's file when no other process uses it.
func (q *queue) exclusive() (*os.File, error) {
	file, err := os.OpenFile(q.path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// append adds a job.
func (q *queue) append(job string) error {
	file, err := q.exclusive()
	if err != nil {
		return err
	}
	defer file.Close()
	if details, err := file.Stat(); err == nil && details.Size() > 1<<20 {
		if err := file.Truncate(0); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(file, job)
	return err
}

// producer hands in jobs for one queue.
func producer(q *queue) {
	for number := 0; ; number++ {
		if err := q.append(fmt.Sprintf("%s job %d", q.name, number)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		daemon.Done(1)
		time.Sleep(5 * time.Millisecond)
	}
}

// backup is the role of a process that copies the queues.
func backup(paths []string) {
	var files []*os.File
	for _, path := range paths {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		daemon.Check(err)
		daemon.Check(syscall.Flock(int(file.Fd()), syscall.LOCK_EX))
		files = append(files, file)
	}
	fmt.Println("copying", len(files), "queues")
	time.Sleep(time.Hour)
}

func main() {
	if companion.Play(companion.Roles{"backup": backup}) {
		return
	}
	ctx := daemon.Context()
	folder := daemon.Folder()
	var queues []*queue
	var paths []string
	for _, name := range []string{"print", "mail", "fax", "scan"} {
		q := &queue{name, filepath.Join(folder, name+".queue")}
		queues, paths = append(queues, q), append(paths, q.path)
	}
	companion.Start("backup", paths...)
	for _, q := range queues {
		go producer(q)
	}
	daemon.Run(ctx, debugport.Serve())
}
