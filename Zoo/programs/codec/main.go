// Codec transforms a block of numbers.
package main

import (
	"fmt"

	"example.org/codec/transform"
)

func main() {
	block := make([]int32, 64)
	for index := range block {
		block[index] = int32(index * index)
	}
	fmt.Println(transform.Block(3, block))
}
