// Printers takes print jobs and numbers them. The numbers come from a file that all print servers share.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
)

// numbers is the shared file.
type numbers struct{ file *os.File }

// lock keeps other processes from the file, or lets them at it again.
func (n *numbers) lock(kind int16) error {
	region := syscall.Flock_t{Type: kind, Whence: io.SeekStart, Len: 8}
	return syscall.FcntlFlock(n.file.Fd(), syscall.F_SETLKW, &region)
}

// next returns a number that no other job has.
func (n *numbers) next() (uint64, error) {
	if err := n.lock(syscall.F_WRLCK); err != nil {
		return 0, err
	}
	defer n.lock(syscall.F_UNLCK)
	var text [8]byte
	if _, err := n.file.ReadAt(text[:], 0); err != nil && err != io.EOF {
		return 0, err
	}
	number := binary.LittleEndian.Uint64(text[:]) + 1
	binary.LittleEndian.PutUint64(text[:], number)
	_, err := n.file.WriteAt(text[:], 0)
	return number, err
}

type server struct {
	numbers *numbers
	waiting atomic.Int64
}

// accept takes a job; the customer need not wait until it has a number.
func (s *server) accept(response http.ResponseWriter, request *http.Request) {
	s.waiting.Add(1)
	go s.enqueue(request.URL.Query().Get("title"))
	daemon.Done(1)
	fmt.Fprintln(response, "taken,", s.waiting.Load(), "before it")
}

func (s *server) enqueue(title string) {
	number, err := s.numbers.next()
	s.waiting.Add(-1)
	if err != nil {
		fmt.Fprintln(os.Stderr, title, number, err)
	}
}

// neighbour is the role of another print server.
func neighbour(arguments []string) {
	file, err := os.OpenFile(arguments[0], os.O_RDWR, 0)
	daemon.Check(err)
	daemon.Check((&numbers{file}).lock(syscall.F_WRLCK))
	fmt.Println("up")
	time.Sleep(time.Hour)
}

// customers is the role of those who print.
func customers(arguments []string) {
	fmt.Println("up")
	for number := 0; ; number++ {
		response, err := http.Get(fmt.Sprintf("http://%s/print?title=letter-%d", arguments[0], number))
		if err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func main() {
	if companion.Play(companion.Roles{"neighbour": neighbour, "customers": customers}) {
		return
	}
	ctx := daemon.Context()
	path := filepath.Join(daemon.Folder(), "numbers")
	file, err := os.Create(path)
	daemon.Check(err)
	s := &server{numbers: &numbers{file}}
	routes := http.NewServeMux()
	routes.HandleFunc("/print", s.accept)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	go http.Serve(listener, routes)
	companion.Start("neighbour", path)
	companion.Start("customers", listener.Addr().String())
	daemon.Run(ctx)
}
