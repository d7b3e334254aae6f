// Package debugport serves net/http/pprof on a port and a mux of its own, as careful services do.
package debugport

import (
	"net"
	"net/http"
	"net/http/pprof"
	"os"
)

// Serve begins to serve and returns "pprof=ADDRESS", a word for the ready line. With ZOO_NO_PPROF in the environment,
// nothing is served, and the word is empty.
func Serve() string {
	if os.Getenv("ZOO_NO_PPROF") != "" {
		return ""
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return ""
	}
	mux := http.NewServeMux()
	Handle(mux)
	go http.Serve(listener, mux)
	return "pprof=" + listener.Addr().String()
}

// Handle adds the handlers of net/http/pprof to a mux.
func Handle(mux *http.ServeMux) {
	if os.Getenv("ZOO_NO_PPROF") != "" {
		return
	}
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
}
