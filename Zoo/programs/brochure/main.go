// Brochure puts pages together out of parts, in all languages and for all branches of a company, before it serves them.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"example.org/zoo/internal/lifecycle"
)

const (
	parts    = 300
	branches = 40_000
)

var places = []string{"branch", "region", "country", "season", "partner", "company"}

// write makes the parts that the company's editors would have made.
func write() (string, error) {
	root, err := os.MkdirTemp("", "brochure-")
	if err != nil {
		return "", err
	}
	for _, place := range places {
		if err := os.Mkdir(filepath.Join(root, place), 0o755); err != nil {
			return root, err
		}
	}
	for number := 0; number < parts; number++ {
		path := filepath.Join(root, "company", fmt.Sprintf("part-%03d.html", number))
		if err := os.WriteFile(path, bytes.Repeat([]byte("<p>We build chairs.</p>\n"), 40), 0o644); err != nil {
			return root, err
		}
	}
	return root, nil
}

// shelf finds parts in the most special place where they are.
type shelf struct {
	root string
}

func (s shelf) part(number int) (string, error) {
	name := fmt.Sprintf("part-%03d.html", number)
	var last error
	for _, place := range places {
		text, err := os.ReadFile(filepath.Join(s.root, place, name))
		if err == nil {
			return string(text), nil
		}
		last = err
	}
	return "", last
}

// page puts the parts of a branch's page together.
func (s shelf) page(branch int) (string, error) {
	var page strings.Builder
	for index := 0; index < 40; index++ {
		text, err := s.part((branch + index*7) % parts)
		if err != nil {
			return "", err
		}
		page.WriteString(text)
	}
	return page.String(), nil
}

// assemble makes all pages, and keeps how long each is.
func (s shelf) assemble(ctx context.Context) (map[int]int, error) {
	lengths := map[int]int{}
	for branch := 0; branch < branches && ctx.Err() == nil; branch++ {
		page, err := s.page(branch)
		if err != nil {
			return nil, err
		}
		lengths[branch] = len(page)
	}
	return lengths, nil
}

func main() {
	root, err := write()
	defer os.RemoveAll(root)
	lifecycle.Must(err)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	lengths, err := shelf{root}.assemble(ctx)
	if err != nil || ctx.Err() != nil {
		return
	}
	lifecycle.Done(len(lengths))
	lifecycle.Ready()
	lifecycle.Wait()
}
