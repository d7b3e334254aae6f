// The lock is taken in a helper function that has long returned: no frame of the holder has to do with locking. The
// holder waits for the network with it.
package main

import (
	"net"
	"sync"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

// Device is a machine on the network that takes one command at a time.
type Device struct {
	mu         sync.Mutex
	connection net.Conn
	commands   int
}

// begin reserves the device; end gives it back.
//
//go:noinline
func (d *Device) begin() *Device {
	d.mu.Lock()
	d.commands++
	return d
}

//go:noinline
func (d *Device) end() { d.mu.Unlock() }

// run executes a command. WRONG: no deadline, with the device reserved.
func run(device *Device, command string) error {
	session := device.begin()
	defer session.end()
	if _, err := session.connection.Write([]byte(command)); err != nil {
		return err
	}
	return awaitResult(session.connection)
}

func awaitResult(connection net.Conn) error {
	var result [1]byte
	_, err := connection.Read(result[:])
	return err
}

func main() {
	address := peer.Silent()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		panic(err)
	}
	device := &Device{connection: connection}
	for range [26]int{} {
		go func() { _ = run(device, "STATUS\n") }()
	}
	settle.Ready(address,
		settle.Goroutines(1, "IO wait", "main.awaitResult("),
		settle.Goroutines(25, "sync.Mutex.Lock", "main.(*Device).begin("))
	settle.UntilInterrupted()
}
