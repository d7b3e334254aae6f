// Greeter welcomes the visitors of a hall as its doors report them.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.org/greeting"
)

const doors = 5

// visitor came through a door.
type visitor struct {
	door int
	name string
}

// watch reports a visitor now and then.
func watch(door int, visitors chan<- visitor) {
	ticker := time.NewTicker(time.Duration(120+door*30) * time.Millisecond)
	defer ticker.Stop()
	for number := 0; ; number++ {
		<-ticker.C
		visitors <- visitor{door, fmt.Sprint("guest ", number)}
	}
}

// welcome greets everybody and keeps count.
func welcome(visitors <-chan visitor) {
	counts := map[string]int{}
	for next := range visitors {
		counts[greeting.At(time.Now().Hour(), "dear guest")] += len(next.name)
	}
}

func main() {
	visitors := make(chan visitor)
	for door := 0; door < doors; door++ {
		go watch(door, visitors)
	}
	go welcome(visitors)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	fmt.Println("ready")
	<-stop
}
