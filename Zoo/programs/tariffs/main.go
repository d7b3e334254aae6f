// Tariffs says what has to be paid at the border.
package main

import (
	"bufio"
	"fmt"
	"os"

	"example.org/tariffs/api"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fmt.Println(api.Answer(lines.Text()))
	}
}
