// Package transform is the library's transformation of blocks.
package transform

// #cgo CFLAGS: -O3
// #include "transform.h"
import "C"

// Block transforms the numbers of a block.
func Block(kind int, from []int32) []int32 {
	to := make([]int32, len(from))
	C.transform(C.int(kind), (*C.int)(&to[0]), (*C.int)(&from[0]), C.int(len(from)))
	return to
}
