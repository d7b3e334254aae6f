package main

// chance is a source of random choices that is the same with every version of Go: SplitMix64.
type chance struct{ state uint64 }

func newChance(seed uint64) *chance { return &chance{state: seed * 0x9e3779b97f4a7c15} }

func (c *chance) next() uint64 {
	c.state += 0x9e3779b97f4a7c15
	z := c.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 up to n-1.
func (c *chance) below(n int) int { return int(c.next() % uint64(n)) }

// between returns a number from low up to high, both included.
func (c *chance) between(low, high int) int { return low + c.below(high-low+1) }

// percent is true in p of 100 cases.
func (c *chance) percent(p int) bool { return c.below(100) < p }

// order returns the numbers from 0 up to n-1 in disorder.
func (c *chance) order(n int) []int {
	all := make([]int, n)
	for i := range all {
		j := c.below(i + 1)
		all[i] = all[j]
		all[j] = i
	}
	return all
}

func pick[T any](c *chance, from []T) T { return from[c.below(len(from))] }
