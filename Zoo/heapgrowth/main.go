// heapgrowth writes heap profiles of itself, a collection apart, while it keeps more and more, keeps up to a limit, or
// only churns.
//
//	heapgrowth MODE COUNT FOLDER
//
// MODE is leak, cache or churn. FOLDER gets heap-01.pb.gz and so on.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strconv"
	"time"
)

type session struct {
	id   int
	data []byte
}

var (
	sessions = map[int]*session{}
	recent   [64]*session
	sink     *bytes.Buffer
)

//go:noinline
func newSession(id int) *session {
	return &session{id, make([]byte, 8<<10)}
}

// leak: nobody ever deletes a session.
func remember(step int) {
	for i := 0; i < 60; i++ {
		id := step*60 + i
		sessions[id] = newSession(id)
	}
}

// cache: the oldest makes room for the newest.
func replace(step int) {
	for i := 0; i < 20; i++ {
		id := step*20 + i
		recent[id%len(recent)] = newSession(id)
	}
}

func churn(step int) {
	for i := 0; i < 200; i++ {
		sink = bytes.NewBuffer(make([]byte, 0, 4<<10+step))
		sink.WriteString("nothing stays")
	}
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: heapgrowth leak|cache|churn COUNT FOLDER")
		os.Exit(2)
	}
	runtime.MemProfileRate = 16 << 10
	count, _ := strconv.Atoi(os.Args[2])
	base := make([]*session, 200)
	for i := range base {
		base[i] = newSession(-i)
	}
	for step := 0; step < count; step++ {
		churn(step)
		switch os.Args[1] {
		case "leak":
			remember(step)
		case "cache":
			replace(step)
		}
		runtime.GC()
		runtime.GC()
		file, err := os.Create(filepath.Join(os.Args[3], fmt.Sprintf("heap-%02d.pb.gz", step+1)))
		if err != nil {
			panic(err)
		}
		if err := pprof.Lookup("heap").WriteTo(file, 0); err != nil {
			panic(err)
		}
		file.Close()
		time.Sleep(20 * time.Millisecond)
	}
	runtime.KeepAlive(base)
	fmt.Println("ready", len(sessions))
}
