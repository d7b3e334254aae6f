// Package inspection serves net/http/pprof on a port of its own. Programs that are to have no profiling endpoints must
// not import it.
package inspection

import (
	"net"
	"net/http"
	"net/http/pprof"

	"example.org/zoo/internal/daemon"
)

// Register adds the profiling endpoints to a service's own routes.
func Register(routes *http.ServeMux) {
	routes.HandleFunc("/debug/pprof/", pprof.Index)
	routes.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	routes.HandleFunc("/debug/pprof/profile", pprof.Profile)
	routes.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	routes.HandleFunc("/debug/pprof/trace", pprof.Trace)
}

// Serve starts a server with nothing but the profiling endpoints and returns the word for the ready line.
func Serve() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	daemon.Check(err)
	routes := http.NewServeMux()
	Register(routes)
	go http.Serve(listener, routes)
	return "pprof=" + listener.Addr().String()
}
