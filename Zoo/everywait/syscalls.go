package main

import (
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"example.org/zoo/internal/settle"
)

func pipes() []settle.Want {
	reading, writing, err := os.Pipe()
	check(err)
	keep(writing)
	go readEmptyPipe(reading)
	unread, full, err := os.Pipe()
	check(err)
	keep(unread)
	go writeFullPipe(full)
	inMemory, never := io.Pipe()
	keep(never)
	go readMemoryPipe(inMemory)
	return []settle.Want{
		settle.Goroutines(1, "IO wait", "main.readEmptyPipe("),
		settle.Goroutines(1, "IO wait", "main.writeFullPipe("),
		settle.Goroutines(1, "select", "main.readMemoryPipe("),
	}
}

//go:noinline
func readEmptyPipe(pipe *os.File) { _, _ = pipe.Read(make([]byte, 10)) }

//go:noinline
func writeFullPipe(pipe *os.File) { _, _ = pipe.Write(make([]byte, 1<<20)) }

//go:noinline
func readMemoryPipe(pipe *io.PipeReader) { _, _ = pipe.Read(make([]byte, 10)) }

// fifo: a FIFO that nobody opens for writing blocks the thread in open, and a blocking descriptor of an empty one
// blocks it in read; the poller knows nothing of either.
func fifo() []settle.Want {
	folder, err := os.MkdirTemp("", "everywait")
	check(err)
	unopened, empty := filepath.Join(folder, "unopened"), filepath.Join(folder, "empty")
	check(syscall.Mkfifo(unopened, 0o600))
	check(syscall.Mkfifo(empty, 0o600))
	go openUnopenedFifo(unopened)
	both, err := syscall.Open(empty, syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	check(err)
	go readEmptyFifo(both)
	return []settle.Want{
		settle.Goroutines(1, "syscall", "main.openUnopenedFifo("),
		settle.Goroutines(1, "syscall", "main.readEmptyFifo("),
	}
}

//go:noinline
func openUnopenedFifo(path string) {
	file, err := os.OpenFile(path, os.O_RDONLY, 0)
	keep(file, err)
}

//go:noinline
func readEmptyFifo(descriptor int) { _, _ = syscall.Read(descriptor, make([]byte, 10)) }

func fileLocks() []settle.Want {
	path := filepath.Join(os.TempDir(), "everywait.lock")
	holder, err := os.Create(path)
	check(err)
	if syscall.Flock(int(holder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		// Another everywait on this machine holds it: wait for that one instead.
		keep(holder)
	}
	waiter, err := os.Open(path)
	check(err)
	keep(holder, waiter)
	go lockFile(int(waiter.Fd()))
	return one("syscall", "main.lockFile(")
}

//go:noinline
func lockFile(descriptor int) { _ = syscall.Flock(descriptor, syscall.LOCK_EX) }

// children: one goroutine waits for a child's end, and one of os/exec's copies its output.
func children() []settle.Want {
	started := make(chan *exec.Cmd)
	go func() {
		// The child ends with the thread that started it.
		runtime.LockOSThread()
		child := exec.Command("sleep", "1000000")
		child.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		child.Stdout = countingWriter{}
		check(child.Start())
		started <- child
		<-neverWritten
	}()
	go waitForChild(<-started)
	return []settle.Want{
		settle.Goroutines(1, "syscall", "main.waitForChild("),
		settle.Goroutines(1, "IO wait", "os/exec.(*Cmd).", "io.Copy("),
	}
}

type countingWriter struct{}

func (countingWriter) Write(bytes []byte) (int, error) { return len(bytes), nil }

//go:noinline
func waitForChild(child *exec.Cmd) { _ = child.Wait() }

// ownThread: a goroutine with a thread of its own that blocks in a system call.
func ownThread() []settle.Want {
	go sleepOnOwnThread()
	return one("syscall, locked to thread", "main.sleepOnOwnThread(")
}

//go:noinline
func sleepOnOwnThread() {
	runtime.LockOSThread()
	pause := syscall.NsecToTimespec(int64(1000 * time.Hour))
	for {
		_ = syscall.Nanosleep(&pause, nil)
	}
}

func signals() []settle.Want {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	go waitForSignal(hangups)
	return []settle.Want{
		settle.Goroutines(1, "chan receive", "main.waitForSignal("),
		settle.Goroutines(1, "syscall", "os/signal.loop("),
	}
}

//go:noinline
func waitForSignal(signals chan os.Signal) { <-signals }
