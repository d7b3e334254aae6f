// Calls to a licence server go one at a time under a mutex that is a package variable; the server stays silent.
package main

import (
	"fmt"
	"net"
	"sync"

	"example.org/zoo/internal/peer"
	"example.org/zoo/internal/settle"
)

var (
	licenceMutex   sync.Mutex
	licenceAddress string
)

// checkLicence asks the licence server. WRONG: one caller at a time, and each with a network round trip.
func checkLicence(feature string) (bool, error) {
	licenceMutex.Lock()
	defer licenceMutex.Unlock()
	connection, err := net.Dial("tcp", licenceAddress)
	if err != nil {
		return false, err
	}
	defer connection.Close()
	if _, err := fmt.Fprintln(connection, feature); err != nil {
		return false, err
	}
	var answer [1]byte
	_, err = connection.Read(answer[:])
	return answer[0] == 'y', err
}

func render(feature string) { _, _ = checkLicence(feature) }

func main() {
	licenceAddress = peer.Silent()
	for range [31]int{} {
		go render("export")
	}
	settle.Ready(licenceAddress,
		settle.Goroutines(1, "IO wait", "main.checkLicence("),
		settle.Goroutines(30, "sync.Mutex.Lock", "main.checkLicence("))
	settle.UntilInterrupted()
}
