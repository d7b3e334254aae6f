// Museum counts its pictures. This file is replaced by setup.
package main

import "fmt"

func main() {
	fmt.Println("closed")
}
