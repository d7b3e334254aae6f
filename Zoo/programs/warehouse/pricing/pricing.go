// Package pricing calculates what orders cost.
package pricing

import "math/big"

// Total is the sum of all amounts with a tax in percent.
func Total(cents []int64, tax int64) *big.Rat {
	sum := new(big.Rat)
	for _, next := range cents {
		sum.Add(sum, big.NewRat(next, 100))
	}
	return sum.Mul(sum, big.NewRat(100+tax, 100))
}
