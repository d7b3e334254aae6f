// Frames decodes the pictures of several cameras with a library in C.
package main

/*
#include <stdlib.h>
#include <string.h>

typedef struct frame { unsigned char *values; size_t size; int camera; } frame;

static frame *frame_decode(const void *data, size_t size, int camera) {
	frame *made = malloc(sizeof *made);
	made->size = 40 * size;
	made->values = malloc(made->size);
	for (size_t index = 0; index < made->size; index += size)
		memcpy(made->values + index, data, size);
	made->camera = camera;
	return made;
}

static int frame_brightness(const frame *of) {
	unsigned long sum = 0;
	for (size_t index = 0; index < of->size; index += 64)
		sum += of->values[index];
	return (int)(sum / (of->size / 64));
}

static void frame_release(frame *of) { free(of); }
*/
import "C"

import (
	"time"
	"unsafe"

	"example.org/zoo/internal/lifecycle"
)

const (
	cameras = 3
	pace    = 80 * time.Millisecond
	limit   = 800
)

// picture is a frame of the library.
type picture struct {
	frame *C.frame
}

// decode hands the bytes of a camera to the library.
func decode(data []byte, camera int) picture {
	return picture{C.frame_decode(unsafe.Pointer(&data[0]), C.size_t(len(data)), C.int(camera))}
}

func (p picture) brightness() int { return int(C.frame_brightness(p.frame)) }

func (p picture) release() { C.frame_release(p.frame) }

// watch looks at one camera and tells when the light changes.
func watch(camera int, changes chan<- int) {
	ticker := time.NewTicker(pace)
	defer ticker.Stop()
	data, last := make([]byte, 2500), 0
	for number := 0; number < limit; number++ {
		<-ticker.C
		for index := range data {
			data[index] = byte(number/10 + index)
		}
		now := decode(data, camera)
		if light := now.brightness(); light != last {
			last = light
			changes <- camera
		}
		now.release()
		lifecycle.Done(1)
	}
}

func main() {
	changes := make(chan int, 16)
	for camera := 0; camera < cameras; camera++ {
		go watch(camera, changes)
	}
	go func() {
		counts := map[int]int{}
		for camera := range changes {
			counts[camera]++
		}
	}()
	lifecycle.Ready()
	lifecycle.Wait()
}
