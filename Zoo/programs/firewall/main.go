// Firewall reads its rules when it starts and then checks requests against them.
package main

import (
	"fmt"
	"regexp"
	"time"

	"example.org/zoo/internal/lifecycle"
)

const (
	rules = 900
	pace  = 10 * time.Millisecond
)

// rule forbids what matches.
type rule struct {
	name       string
	expression *regexp.Regexp
}

// wall has the rules by the first part of the paths that they are for.
type wall struct {
	rules map[string][]rule
}

func read() *wall {
	w := &wall{rules: map[string][]rule{}}
	for number := 0; number < rules; number++ {
		area := fmt.Sprintf("area%d", number%150)
		pattern := fmt.Sprintf(`^/%s/(?:[a-z]+/){1,4}(?:draft|secret)-%d\.(?:txt|pdf|docx?)$`, area, number)
		w.rules[area] = append(w.rules[area], rule{fmt.Sprint("rule ", number), regexp.MustCompile(pattern)})
	}
	return w
}

// forbids names the rule that a path breaks.
func (w *wall) forbids(area, path string) string {
	for _, next := range w.rules[area] {
		if next.expression.MatchString(path) {
			return next.name
		}
	}
	return ""
}

func main() {
	w := read()
	go func() {
		ticker := time.NewTicker(pace)
		defer ticker.Stop()
		counts := map[string]int{}
		for number := 0; ; number++ {
			<-ticker.C
			for count := 0; count < 10; count++ {
				area := fmt.Sprintf("area%d", (number+count)%150)
				counts[w.forbids(area, "/"+area+fmt.Sprintf("/open/house/draft-%d.pdf", number%rules))]++
				lifecycle.Done(1)
			}
		}
	}()
	lifecycle.Ready()
	lifecycle.Wait()
}
