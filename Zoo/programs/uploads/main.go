// Uploads takes files in parts, checks each part and stores the files that are whole.
package main

import (
	"bytes"
	"errors"
	"hash/crc32"
	"math/rand"
	"time"

	"example.org/zoo/internal/daemon"
)

var errDamaged = errors.New("a part is damaged")

type part struct {
	data []byte
	sum  uint32
}

type upload struct {
	name  string
	parts []part
}

// storage keeps the sizes of what was stored.
type storage struct{ sizes chan int }

// write stores the parts that come.
func (s *storage) write(parts <-chan []byte) {
	size := 0
	for data := range parts {
		size += len(data)
	}
	s.sizes <- size
}

// receive checks an upload and stores it.
func (s *storage) receive(u upload) error {
	parts := make(chan []byte)
	go s.write(parts)
	for _, p := range u.parts {
		if crc32.ChecksumIEEE(p.data) != p.sum {
			return errDamaged
		}
		parts <- p.data
	}
	close(parts)
	return nil
}

// account sums up what was stored.
func (s *storage) account() {
	total := 0
	for size := range s.sizes {
		total += size
		daemon.Done(1)
	}
}

// compose makes up an upload; on bad lines, parts get damaged.
func compose(random *rand.Rand) upload {
	u := upload{name: "upload"}
	for number := 0; number < 4; number++ {
		data := bytes.Repeat([]byte{byte(random.Intn(256))}, 1000+random.Intn(1000))
		p := part{data, crc32.ChecksumIEEE(data)}
		if random.Intn(12) == 0 {
			p.sum++
		}
		u.parts = append(u.parts, p)
	}
	return u
}

// line sends one upload after another, and once more what was refused.
func line(number int64, s *storage) {
	random := rand.New(rand.NewSource(number))
	for {
		u := compose(random)
		if err := s.receive(u); err != nil {
			for index := range u.parts {
				u.parts[index].sum = crc32.ChecksumIEEE(u.parts[index].data)
			}
			s.receive(u)
		}
		time.Sleep(15 * time.Millisecond)
	}
}

func main() {
	ctx := daemon.Context()
	s := &storage{make(chan int, 4)}
	go s.account()
	for number := int64(0); number < 3; number++ {
		go line(number, s)
	}
	daemon.Run(ctx)
}
