// Package greeting has friendly words for each hour of the day.
package greeting

import "fmt"

// At is the greeting for an hour, with a name.
//
//go:noinline
func At(hour int, name string) string {
	switch {
	case hour < 11:
		return fmt.Sprintf("Good morning, %s", name)
	case hour < 18:
		return fmt.Sprintf("Good day, %s", name)
	default:
		return fmt.Sprintf("Good evening, %s", name)
	}
}
