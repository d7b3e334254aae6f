// Command orders is a small order service with a fault of the kind that is hard to see from a dump of its goroutines:
// the price cache refreshes itself under its lock, the pricing backend accepts the connection and stays silent, and
// every request piles up behind the lock.
//
// The process is the service. For the demonstration it starts itself twice more: as the pricing backend and as the
// customers. Both end when the service ends. It prints "ready" when everything hangs that is going to hang.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

func init() {
	// The helpers are to end with the service. Linux ties that to the thread that starts them, so it has to be the
	// main thread, which lives as long as the process.
	runtime.LockOSThread()
}

func main() {
	role := flag.String("role", "service", "service, backend or customers")
	address := flag.String("address", "", "address of the service (for the customers)")
	customers := flag.Int("customers", 300, "number of customers that ask at the same time")
	flag.Parse()

	switch *role {
	case "backend":
		runBackend()
	case "customers":
		runCustomers(*address, *customers)
	default:
		runService(*customers)
	}
}

func runService(customers int) {
	backend, err := startHelper("-role=backend")
	if err != nil {
		log.Fatal(err)
	}
	backendAddress, err := backend.line()
	if err != nil {
		log.Fatal(err)
	}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	audit := newAuditLog()
	go audit.run()
	go reportMetrics(time.NewTicker(30 * time.Second))

	orders := &OrderService{prices: NewPriceCache(backendAddress), audit: audit}
	server := &http.Server{Handler: orders.routes(), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := server.Serve(listener); err != http.ErrServerClosed {
			log.Fatal(err)
		}
	}()

	_, err = startHelper("-role=customers", "-address="+listener.Addr().String(), fmt.Sprintf("-customers=%d", customers))
	if err != nil {
		log.Fatal(err)
	}
	runtime.UnlockOSThread()
	waitUntilEverythingHangs(customers)
	fmt.Println("ready", os.Getpid(), "http://"+listener.Addr().String(), "backend", backendAddress)

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
}
