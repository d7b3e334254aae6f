package main

import (
	"fmt"
	"strings"
)

// goFunction is a function as the Go runtime names it in a profile.
type goFunction struct {
	name string
	file string
	line int
}

var goPackages = []string{
	"runtime", "sync", "net/http", "net", "io", "bufio", "bytes", "strings", "strconv", "encoding/json", "fmt", "sort",
	"crypto/tls", "crypto/sha256", "compress/flate", "database/sql", "context", "reflect", "regexp", "time", "slices",
	"internal/poll", "internal/runtime/maps", "encoding/binary", "html/template", "log/slog", "os", "path/filepath",
	"google.golang.org/grpc", "google.golang.org/grpc/internal/transport", "google.golang.org/protobuf/proto",
	"google.golang.org/protobuf/internal/impl", "github.com/prometheus/client_golang/prometheus",
	"github.com/jackc/pgx/v5", "github.com/jackc/pgx/v5/pgconn", "github.com/redis/go-redis/v9",
	"go.opentelemetry.io/otel/sdk/trace", "go.uber.org/zap", "go.uber.org/zap/zapcore", "gopkg.in/yaml%2ev3",
	"github.com/klauspost/compress/zstd", "k8s.io/client-go/tools/cache", "k8s.io/apimachinery/pkg/runtime",
	"example.com/shop/cmd/server", "example.com/shop/internal/orders", "example.com/shop/internal/pricing",
	"example.com/shop/internal/search/index", "example.com/shop/internal/search/rank", "example.com/shop/pkg/cart/v2",
	"example.com/shop/internal/storage/btree", "example.com/shop/internal/storage/wal", "main",
}

var goVerbs = []string{
	"Read", "Write", "Marshal", "Unmarshal", "Encode", "Decode", "Lookup", "Insert", "Delete", "Flush", "Close", "Open",
	"Handle", "Serve", "Dispatch", "Schedule", "Compute", "Merge", "Split", "Scan", "Parse", "Format", "Validate",
	"Resolve", "Fetch", "Store", "Load", "Apply", "Commit", "Rollback", "Compact", "Expand", "Hash", "Compare", "Copy",
}

var goNouns = []string{
	"Request", "Response", "Buffer", "Header", "Frame", "Record", "Batch", "Row", "Column", "Index", "Page", "Node",
	"Tree", "Cache", "Entry", "Token", "Session", "Conn", "Stream", "Message", "Event", "Order", "Price", "Cart",
	"Query", "Plan", "Result", "Key", "Value", "Segment", "Block", "Chunk", "Span", "Metric", "Label", "Worker",
}

var goTypeArguments = []string{
	"[...]", "[go.shape.int]", "[go.shape.string]", "[go.shape.*uint8]", "[go.shape.struct { Key string; Value int64 }]",
}

// goFunctions makes a number of different functions, the same ones each time.
func goFunctions(count int) []goFunction {
	c := newChance(2024)
	taken := map[string]bool{}
	functions := make([]goFunction, 0, count)
	for len(functions) < count {
		pkg := pick(c, goPackages)
		noun := pick(c, goNouns)
		name := pkg
		if pkg == "example.com/shop/cmd/server" {
			name = "main"
		}
		verb := pick(c, goVerbs) + pick(c, goNouns)
		if c.percent(45) {
			verb = strings.ToLower(verb[:1]) + verb[1:]
		}
		switch kind := c.below(100); {
		case kind < 42:
			name += fmt.Sprintf(".(*%s).%s", noun+pick(c, []string{"", "er", "Set", "Pool", "Map"}), verb)
		case kind < 52:
			name += fmt.Sprintf(".%s.%s", noun, verb)
		case kind < 58:
			name += "." + verb + pick(c, goTypeArguments)
		case kind < 64:
			name += fmt.Sprintf(".(*%s[...]).%s", noun+"List", verb)
		default:
			name += "." + verb
		}
		switch kind := c.below(100); {
		case kind < 12:
			name += fmt.Sprintf(".func%d", c.between(1, 9))
		case kind < 16:
			name += fmt.Sprintf(".func%d.%d", c.between(1, 4), c.between(1, 3))
		case kind < 18:
			name += fmt.Sprintf(".gowrap%d", c.between(1, 3))
		case kind < 19:
			name += ".deferwrap1"
		}
		if taken[name] {
			continue
		}
		taken[name] = true
		functions = append(functions, goFunction{name: name, file: goFile(pkg, noun), line: c.between(10, 2400)})
	}
	return functions
}

func goFile(pkg, noun string) string {
	file := strings.ToLower(noun) + ".go"
	pkg = strings.ReplaceAll(pkg, "%2e", ".")
	parts := strings.SplitN(pkg, "/", 4)
	switch {
	case pkg == "main" || strings.HasPrefix(pkg, "example.com/"):
		return "/home/build/shop/" + strings.TrimPrefix(strings.TrimPrefix(pkg, "example.com/shop"), "/") + "/" + file
	case !strings.Contains(parts[0], "."):
		return "/usr/local/go/src/" + pkg + "/" + file
	case len(parts) > 3:
		module := strings.Join(parts[:3], "/")
		return "/home/build/go/pkg/mod/" + module + "@v1.14.2/" + parts[3] + "/" + file
	default:
		return "/home/build/go/pkg/mod/" + pkg + "@v1.14.2/" + file
	}
}
