// Audit decides about requests to documents and reports each decision to the company's log server.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"

	"example.org/zoo/internal/companion"
	"example.org/zoo/internal/daemon"
	"example.org/zoo/internal/remote"
)

type decision struct {
	user     int
	document int
	allowed  bool
	reason   string
}

// LogValue is how a decision looks in a record.
func (d decision) LogValue() slog.Value {
	return slog.GroupValue(
		slog.Int("user", d.user), slog.Int("document", d.document),
		slog.Bool("allowed", d.allowed), slog.String("reason", d.reason))
}

type guard struct {
	records *slog.Logger
	rules   []func(user, document int) (bool, string)
}

// decide asks the rules in turn.
func (g *guard) decide(ctx context.Context, user, document int) decision {
	made := decision{user: user, document: document, reason: "no rule"}
	for number, rule := range g.rules {
		applies, reason := rule(user, document)
		g.records.DebugContext(ctx, "rule", "number", number, "applies", applies)
		if applies {
			made.allowed, made.reason = true, reason
			break
		}
	}
	g.records.InfoContext(ctx, "decision", "made", made)
	return made
}

func (g *guard) serve(response http.ResponseWriter, request *http.Request) {
	document, _ := strconv.Atoi(request.URL.Query().Get("document"))
	made := g.decide(request.Context(), document%97, document)
	daemon.Done(1)
	if !made.allowed {
		http.Error(response, made.reason, http.StatusForbidden)
		return
	}
	fmt.Fprintln(response, "document", document)
}

func main() {
	if companion.Play(companion.Roles{"collector": remote.Sink, "customers": remote.Customers}) {
		return
	}
	ctx := daemon.Context()
	peer := companion.Start("collector", "2048", "60ms")
	connection, err := net.Dial("tcp", peer)
	daemon.Check(err)
	daemon.Check(connection.(*net.TCPConn).SetWriteBuffer(16 << 10))
	g := &guard{
		records: slog.New(slog.NewJSONHandler(connection, &slog.HandlerOptions{Level: slog.LevelDebug})),
		rules: []func(user, document int) (bool, string){
			func(user, document int) (bool, string) { return document%97 == user*2, "owner" },
			func(user, document int) (bool, string) { return document%11 == 0, "public" },
			func(user, _ int) (bool, string) { return user%2 == 0, "staff" },
		},
	}
	routes := http.NewServeMux()
	routes.HandleFunc("/document", g.serve)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	go http.Serve(listener, routes)
	companion.Start("customers", listener.Addr().String(), "24", "1ms", "/document?document={n}")
	daemon.Run(ctx, "peer="+peer)
}
