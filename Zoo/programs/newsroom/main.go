// Newsroom keeps connections of browsers open and sends them what happens in the projects that they look at.
package main

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

type hub struct {
	mutex    sync.Mutex
	projects map[string]map[int]chan string
	next     int
}

// subscribe returns a channel with what happens in a project.
func (h *hub) subscribe(project string) chan string {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.projects[project] == nil {
		h.projects[project] = map[int]chan string{}
	}
	h.next++
	news := make(chan string, 4)
	h.projects[project][h.next] = news
	return news
}

// publish tells everybody who looks at a project.
func (h *hub) publish(project, text string) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	for _, news := range h.projects[project] {
		select {
		case news <- text:
		default:
		}
	}
}

// serve is one browser's connection: each line is the name of a project to look at.
func (h *hub) serve(connection net.Conn) {
	defer connection.Close()
	lines := bufio.NewScanner(connection)
	for lines.Scan() {
		project := strings.TrimSpace(lines.Text())
		go h.push(connection, h.subscribe(project))
		fmt.Fprintln(connection, "looking at", project)
		daemon.Done(1)
	}
}

// push sends news to a browser.
func (h *hub) push(connection net.Conn, news <-chan string) {
	for text := range news {
		if _, err := fmt.Fprintln(connection, text); err != nil {
			return
		}
	}
}

func (h *hub) listen(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go h.serve(connection)
	}
}

// browse is the role of the browsers: each looks at a project for a moment.
func browse(arguments []string) {
	fmt.Println("up")
	for number := 0; ; number++ {
		connection, err := net.Dial("tcp", arguments[0])
		if err == nil {
			fmt.Fprintf(connection, "project-%d\n", number%500)
			bufio.NewReader(connection).ReadString('\n')
			connection.Close()
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func main() {
	if companion.Play(companion.Roles{"browsers": browse}) {
		return
	}
	ctx := daemon.Context()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	h := &hub{projects: map[string]map[int]chan string{}}
	go h.listen(listener)
	pprof := debugport.Serve()
	companion.Start("browsers", listener.Addr().String())
	go func() {
		// Most projects are quiet.
		for range time.Tick(time.Second) {
			h.publish("announcements", "still here")
		}
	}()
	daemon.Run(ctx, pprof)
}
