// Kinds is a program of which the compiler has to say one thing of each kind, for readers of `-gcflags=-m=2`.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unsafe"
)

type node struct {
	next  *node
	value int
	parts [4]int
}

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

//go:noinline
func opaque(n int) int { return n + 1 }

func small(a, b int) int { return a + b }

func large(values []int) int {
	sum := 0
	for _, value := range values {
		if value%3 == 0 {
			sum += opaque(value)
		} else if value%5 == 0 {
			sum -= opaque(value + 1)
		} else {
			sum ^= small(value, sum)
		}
	}
	return sum + opaque(sum)
}

func deferring(w io.Closer) { defer w.Close() }

func starting(c chan int) { go func() { c <- 1 }() }

func choosing(a, b chan int) int {
	select {
	case v := <-a:
		return v
	case v := <-b:
		return v
	}
}

func recovering() any { return recover() }

func even(n int) bool {
	if n == 0 {
		return true
	}
	return odd(n - 1)
}

func odd(n int) bool {
	if n == 0 {
		return false
	}
	return even(n - 1)
}

func first(n *node) *node { return n }

func nextOf(n *node) *node { return n.next }

var kept *node

func keep(n *node) { kept = n }

func made(value int) *node { return &node{value: value} }

func counter() func() int {
	count, step := 0, 2
	return func() int {
		count += step
		return count
	}
}

func (n *node) reslice() { n.parts = n.parts }

type buffer struct{ data []byte }

func (b *buffer) shrink() { b.data = b.data[1:] }

func sum[T int | float64](values []T) T {
	var total T
	for _, value := range values {
		total += value
	}
	return total
}

type adder[T any] interface{ add(T) T }

func twice[T any, A adder[T]](a A, v T) T { return a.add(a.add(v)) }

type plus int

func (p plus) add(n int) int { return int(p) + n }

func pointer(p unsafe.Pointer) uintptr { return uintptr(p) }

//go:uintptrescapes
func raw(p uintptr) uintptr { return p }

func read(s string) int {
	n, _ := strings.NewReader(s).Read([]byte("some"))
	return n
}

func direct() int {
	var s shape = square{3}
	return s.area()
}

func bytesOf(s string) int {
	total := 0
	for _, b := range []byte(s) {
		total += int(b)
	}
	return total
}

func grow(names []string) []string {
	return append(names, "raw `string` in a message")
}

func quoted() string { return fmt.Sprint(`first
second`, len(os.Args)) }

func index(values []int, at int) int { return values[at] + values[at:][1] }

func main() {
	values := make([]int, len(os.Args)*7)
	fmt.Println(large(values), even(3), choosing(nil, nil), first(made(1)).value, nextOf(made(2)))
	keep(&node{})
	b := &buffer{data: make([]byte, 10)}
	b.shrink()
	kept.reslice()
	fmt.Println(counter()(), sum(values), twice[int](plus(2), 3), pointer(unsafe.Pointer(b)), raw(uintptr(unsafe.Pointer(b))))
	fmt.Println(read("x"), direct(), bytesOf("y"), grow(nil), quoted(), index(values, 1), recovering())
	starting(make(chan int))
	deferring(os.Stdin)
}
