// Command profiles serves net/http/pprof, and beside it everything that a server can get wrong: what a client of
// profiles is tried on.
//
//	ready PID http://127.0.0.1:PORT
//
// It prints a line `request PATH` for each request that it takes, so that whoever waits for one need not guess.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"strconv"
	"strings"
)

var (
	certificate = flag.String("cert", "", "serve TLS with this certificate")
	key         = flag.String("key", "", "its private key")
	clients     = flag.String("clients", "", "ask for certificates of this authority")
)

func main() {
	flag.Parse()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	scheme := "http"
	if *certificate != "" {
		scheme = "https"
		listener = tls.NewListener(listener, secured())
	}
	mux := http.NewServeMux()
	profiles("/debug/pprof/", mux, func(handler http.Handler) http.Handler { return handler })
	profiles("/guarded/debug/pprof/", mux, guarded)
	mistakes(mux)
	announce := http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		fmt.Println("request", request.URL.RequestURI())
		mux.ServeHTTP(writer, request)
	})
	fmt.Printf("ready %d %s://%s\n", os.Getpid(), scheme, listener.Addr())
	server := &http.Server{Handler: announce, ErrorLog: log.New(io.Discard, "", 0)}
	check(server.Serve(listener))
}

func profiles(prefix string, mux *http.ServeMux, wrap func(http.Handler) http.Handler) {
	inner := strings.TrimSuffix(prefix, "/debug/pprof/")
	handle := func(name string, handler http.HandlerFunc) {
		mux.Handle(prefix+name, wrap(http.StripPrefix(inner, handler)))
	}
	handle("", pprof.Index)
	handle("profile", pprof.Profile)
	handle("symbol", pprof.Symbol)
	handle("trace", pprof.Trace)
}

// guarded wants the token sesame.
func guarded(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		if request.Header.Get("Authorization") != "Bearer sesame" {
			http.Error(writer, "the token is not right", http.StatusUnauthorized)
			return
		}
		handler.ServeHTTP(writer, request)
	})
}

// mistakes are the servers that nobody wants to meet.
func mistakes(mux *http.ServeMux) {
	mux.HandleFunc("/who", func(writer http.ResponseWriter, request *http.Request) {
		client := ""
		if request.TLS != nil && len(request.TLS.PeerCertificates) > 0 {
			client = request.TLS.PeerCertificates[0].Subject.CommonName
		}
		fmt.Fprintf(writer, "authorization=%s client=%s query=%s", request.Header.Get("Authorization"), client,
			request.URL.RawQuery)
	})
	mux.HandleFunc("/redirect/", func(writer http.ResponseWriter, request *http.Request) {
		left, _ := strconv.Atoi(strings.TrimPrefix(request.URL.Path, "/redirect/"))
		target := "/who"
		if left > 0 {
			target = fmt.Sprint(left - 1)
		}
		http.Redirect(writer, request, target, http.StatusFound)
	})
	mux.HandleFunc("/circle", func(writer http.ResponseWriter, request *http.Request) {
		http.Redirect(writer, request, "/circle", http.StatusTemporaryRedirect)
	})
	// /to?address leads to another server.
	mux.HandleFunc("/to", func(writer http.ResponseWriter, request *http.Request) {
		http.Redirect(writer, request, request.URL.RawQuery, http.StatusFound)
	})
	mux.HandleFunc("/endless", func(writer http.ResponseWriter, request *http.Request) {
		page := make([]byte, 1<<16)
		for request.Context().Err() == nil {
			if _, err := writer.Write(page); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/endless-failure", func(writer http.ResponseWriter, request *http.Request) {
		writer.WriteHeader(http.StatusInternalServerError)
		for request.Context().Err() == nil {
			if _, err := io.WriteString(writer, "out of order\n"); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/silent", func(_ http.ResponseWriter, request *http.Request) { <-request.Context().Done() })
	mux.HandleFunc("/halting", func(writer http.ResponseWriter, request *http.Request) {
		io.WriteString(writer, "half")
		writer.(http.Flusher).Flush()
		<-request.Context().Done()
	})
	raw(mux, "/garbage", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
	raw(mux, "/cut", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of it")
	raw(mux, "/cut-chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\nhalf of it")
	raw(mux, "/nothing", "")
	raw(mux, "/huge-claim", "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\nx")
	raw(mux, "/huge-head", "HTTP/1.1 200 OK\r\nX-Long: "+strings.Repeat("x", 1<<20)+"\r\n\r\n")
}

// raw answers with these bytes and ends the connection.
func raw(mux *http.ServeMux, path, answer string) {
	mux.HandleFunc(path, func(writer http.ResponseWriter, _ *http.Request) {
		connection, _, err := writer.(http.Hijacker).Hijack()
		check(err)
		defer connection.Close()
		io.WriteString(connection, answer)
	})
}

func secured() *tls.Config {
	pair, err := tls.LoadX509KeyPair(*certificate, *key)
	check(err)
	config := &tls.Config{Certificates: []tls.Certificate{pair}}
	if *clients != "" {
		text, err := os.ReadFile(*clients)
		check(err)
		config.ClientCAs = x509.NewCertPool()
		config.ClientCAs.AppendCertsFromPEM(text)
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return config
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
