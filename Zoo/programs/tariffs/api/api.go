// Package api answers questions about tariffs.
package api

import (
	"fmt"
	"strconv"
	"strings"

	"example.org/tariffs/tables"
)

// Answer takes a question such as "k1 c2 100 2000".
func Answer(question string) string {
	words := strings.Fields(question)
	if len(words) != 4 {
		return "kind country weight value"
	}
	weight, _ := strconv.Atoi(words[2])
	value, _ := strconv.Atoi(words[3])
	return fmt.Sprint(tables.Tariff(words[0], words[1], weight, value))
}
