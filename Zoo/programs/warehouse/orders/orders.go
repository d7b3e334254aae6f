// Package orders takes orders, a line each.
package orders

import (
	"bufio"
	"fmt"
	"io"

	"example.org/warehouse/pricing"
	"example.org/warehouse/stock"
)

// Serve answers orders out of a stock.
func Serve(from *stock.Stock, in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if !from.Take(lines.Text(), 1) {
			fmt.Fprintln(out, "none left")
			continue
		}
		fmt.Fprintln(out, pricing.Total([]int64{7990}, 19).FloatString(2))
	}
	return lines.Err()
}
