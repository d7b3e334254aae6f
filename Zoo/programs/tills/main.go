// Tills sells by weight: each till of a market asks its scales, which are driven by a program of their maker.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

// scales are reached through two pipes. The descriptors are used as they are, as the maker's library wants it.
type scales struct {
	name     string
	question int
	answer   int
}

// read returns the next line of the scales.
func (s *scales) read() (string, error) {
	var line []byte
	for {
		buffer := make([]byte, 64)
		count, err := syscall.Read(s.answer, buffer)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || count == 0 {
			return "", fmt.Errorf("%s: %w", s.name, io.ErrUnexpectedEOF)
		}
		line = append(line, buffer[:count]...)
		if text, found := strings.CutSuffix(string(line), "\n"); found {
			return text, nil
		}
	}
}

// weigh returns the grams that lie on the scales.
func (s *scales) weigh() (int, error) {
	if _, err := syscall.Write(s.question, []byte("weigh\n")); err != nil {
		return 0, err
	}
	text, err := s.read()
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(text)
}

// sell weighs what customers bring.
func sell(s *scales) {
	turnover := 0
	for customer := 0; ; customer++ {
		grams, err := s.weigh()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		turnover += grams * (customer%7 + 2) / 10
		daemon.Done(1)
		time.Sleep(10 * time.Millisecond)
	}
}

// drive is the role of the maker's program. It calibrates the scales after some customers, which takes a while.
func drive([]string) {
	questions := bufio.NewScanner(os.Stdin)
	for count := 1; questions.Scan(); count++ {
		if count%50 == 0 {
			time.Sleep(time.Hour)
		}
		fmt.Println(200 + count*17%900)
	}
}

func main() {
	if companion.Play(companion.Roles{"driver": drive}) {
		return
	}
	ctx := daemon.Context()
	for number := 1; number <= 4; number++ {
		to, from := companion.StartTalking("driver")
		defer to.Close()
		defer from.Close()
		go sell(&scales{fmt.Sprint("till-", number), int(to.Fd()), int(from.Fd())})
	}
	daemon.Run(ctx, debugport.Serve())
}
