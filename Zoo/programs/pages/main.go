// Pages turns the pictures of pages into text.
package main

/*
#include <errno.h>
#include <stdint.h>
#include <time.h>

// recognise_page waits for the reading unit, which works through a page in its own time.
static uint32_t recognise_page(const unsigned char *dots, int count) {
	struct timespec left = {1, 200 * 1000 * 1000};
	while (nanosleep(&left, &left) != 0 && errno == EINTR) {
	}
	uint32_t sum = 2166136261u;
	for (int index = 0; index < count; index++) {
		sum = (sum ^ dots[index]) * 16777619u;
	}
	return sum;
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"

	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
)

const dots = 8192

type page struct {
	document, number int
	picture          [dots]byte
}

// text returns what stands on a page.
func (p *page) text() string {
	words := C.recognise_page((*C.uchar)(unsafe.Pointer(&p.picture[0])), C.int(len(p.picture)))
	return fmt.Sprintf("%08x", uint32(words))
}

type shelf struct {
	mutex sync.Mutex
	texts map[int]string
}

func (s *shelf) put(document int, text string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.texts[document] += text
	if len(s.texts[document]) > 1000 {
		delete(s.texts, document)
	}
}

// read goes through the pages of documents.
func read(reader int, s *shelf) {
	for number := 0; ; number++ {
		p := &page{document: reader*100 + number/20%100, number: number % 20}
		for dot := range p.picture {
			p.picture[dot] = byte(dot*number + reader)
		}
		s.put(p.document, p.text())
		daemon.Done(1)
	}
}

func main() {
	ctx := daemon.Context()
	pprof := debugport.Serve()
	s := &shelf{texts: map[int]string{}}
	for reader := 0; reader < 10; reader++ {
		go read(reader, s)
	}
	daemon.Run(ctx, pprof)
}
