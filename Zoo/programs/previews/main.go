// Previews makes small pictures of large ones, which it fetches from the picture store.
package main

import (
	"fmt"
	"image"
	"image/color"
	"io"
	"net/http"
	"sync/atomic"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/remote"
)

type studio struct {
	store  string
	client *http.Client
	// slots bounds how many pictures are in memory.
	slots chan struct{}
	bytes atomic.Int64
}

// fetch gets a picture.
func (s *studio) fetch(name string) ([]byte, error) {
	response, err := s.client.Get("http://" + s.store + "/" + name)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return io.ReadAll(response.Body)
}

// shrink makes 16 by 16 dots of a picture.
func shrink(picture []byte) image.Image {
	small := image.NewGray(image.Rect(0, 0, 16, 16))
	for index := 0; index < 256; index++ {
		small.Set(index%16, index/16, color.Gray{picture[index*len(picture)/256]})
	}
	return small
}

// preview fetches a picture and makes it small.
func (s *studio) preview(name string) (image.Image, error) {
	s.slots <- struct{}{}
	defer func() { <-s.slots }()
	picture, err := s.fetch(name)
	if err != nil {
		return nil, err
	}
	s.bytes.Add(int64(len(picture)))
	return shrink(picture), nil
}

// gallery asks for the previews of an album, one after another.
func (s *studio) gallery(album int) {
	for number := 0; ; number++ {
		small, err := s.preview(fmt.Sprintf("album-%d/%d.raw", album, number))
		if err == nil && small.Bounds().Dx() == 16 {
			daemon.Done(1)
		}
	}
}

func main() {
	if companion.Play(companion.Roles{"store": remote.Web}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("store", "150ms", "200", "4000")
	s := &studio{
		store:  peer,
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}},
		slots:  make(chan struct{}, 4),
	}
	for album := 0; album < 30; album++ {
		go s.gallery(album)
	}
	daemon.Run(ctx, "peer="+peer, debugport.Serve())
}
