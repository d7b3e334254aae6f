package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
)

// Shape of the program that the large profiles are of.
const (
	functionCount = 13_414
	mostCallSites = 9
	leastDepth    = 30
	mostDepth     = 60
	hotCallSite   = 78 // percent of the calls that a function makes from its first call site
	cpuPeriod     = 10_000_000
	heapPeriod    = 524_288
)

// callSite is a place in a function that calls another one: a location of the profile.
type callSite struct {
	callee  int32
	line    int32
	inlined int32 // the function whose body the call lies in, or -1
}

// callGraph is a program; the same one for every seed.
type callGraph struct {
	functions []goFunction
	first     []int32 // index of each function's first call site, and one more at the end
	sites     []callSite
	roots     []int32
}

func newCallGraph() *callGraph {
	c := newChance(77)
	g := &callGraph{functions: goFunctions(functionCount)}
	for f := range g.functions {
		g.first = append(g.first, int32(len(g.sites)))
		for n := c.between(1, mostCallSites); n > 0; n-- {
			site := callSite{callee: int32(c.below(functionCount)), inlined: -1}
			site.line = int32(g.functions[f].line + c.between(1, 120))
			if c.below(6) == 0 {
				site.inlined = int32(c.below(functionCount))
			}
			g.sites = append(g.sites, site)
		}
	}
	g.first = append(g.first, int32(len(g.sites)))
	for i := 0; i < 40; i++ {
		g.roots = append(g.roots, int32(c.below(functionCount)))
	}
	return g
}

// walk fills a stack with call sites, the leaf first, and returns it.
func (g *callGraph) walk(c *chance, stack []uint64) []uint64 {
	depth := c.between(leastDepth, mostDepth)
	f := g.roots[c.below(len(g.roots))]
	stack = stack[:depth]
	for i := depth - 1; i >= 0; i-- {
		from, to := g.first[f], g.first[f+1]
		n := int(to - from)
		// Some call sites are hotter than others, so much that gzip halves the profile, as it does with real ones.
		choice := 0
		if !c.percent(hotCallSite) {
			choice = min(c.below(n), c.below(n))
		}
		site := from + int32(choice)
		stack[i] = uint64(site)
		f = g.sites[site].callee
	}
	return stack
}

// largeWriter writes a profile in the order of runtime/pprof: samples, with the locations and functions that they are
// the first to use in between, then the mapping, and the strings last.
type largeWriter struct {
	graph       *callGraph
	output      *gzip.Writer
	pending     message
	scratch     message
	part        message
	written     int
	strings     []string
	stringBytes int // with keys and lengths
	stringIndex map[string]uint64
	locationID  []uint64 // by call site
	functionID  []uint64
	locations   uint64
	functions   uint64
}

func writeLarge(path string, heap bool, seed uint64, size int) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	buffered := bufio.NewWriterSize(file, 1<<20)
	output, err := gzip.NewWriterLevel(buffered, gzip.BestSpeed)
	if err != nil {
		return err
	}
	g := newCallGraph()
	w := &largeWriter{graph: g, output: output, stringIndex: map[string]uint64{}}
	w.locationID = make([]uint64, len(g.sites))
	w.functionID = make([]uint64, len(g.functions))
	w.index("")
	samples, frames, err := w.write(heap, seed, size)
	if err != nil {
		return err
	}
	if err := output.Close(); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	status, err := file.Stat()
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes, compressed %d, samples %d, frames %d, locations %d, functions %d\n",
		path, w.written, status.Size(), samples, frames, w.locations, w.functions)
	return file.Close()
}

func (w *largeWriter) write(heap bool, seed uint64, size int) (samples, frames int, err error) {
	w.head(heap, seed)
	c := newChance(seed<<20 + 5)
	seen := map[uint64]struct{}{}
	stack := make([]uint64, mostDepth)
	ids := make([]uint64, 0, mostDepth)
	for w.written+len(w.pending.data)+w.tail() < size {
		stack = w.graph.walk(c, stack)
		hash := uint64(14695981039346656037)
		for _, site := range stack {
			hash = (hash ^ site) * 0x9e3779b97f4a7c15
			hash ^= hash >> 29
		}
		if _, again := seen[hash]; again {
			continue
		}
		seen[hash] = struct{}{}
		ids = ids[:0]
		for _, site := range stack {
			ids = append(ids, w.location(site))
		}
		w.sample(c, heap, ids)
		samples++
		frames += len(ids)
		if len(w.pending.data) >= 1<<16 {
			if err := w.flush(); err != nil {
				return 0, 0, err
			}
		}
	}
	var m message
	m.number(1, 1)
	m.number(2, 0x400000)
	m.number(3, 0x2f00000)
	m.number(5, w.index("/srv/shop/server"))
	m.number(6, w.index("3f1b0c6de2a94d7e8b5a1c2f90d4e7a6b3c8f501"))
	m.number(7, 1)
	w.pending.bytes(profileMapping, m.data)
	for _, s := range w.strings {
		w.pending.text(profileString, s)
	}
	return samples, frames, w.flush()
}

// tail is about the size of what is written after the samples.
func (w *largeWriter) tail() int { return w.stringBytes + 100 }

func (w *largeWriter) flush() error {
	w.written += len(w.pending.data)
	_, err := w.output.Write(w.pending.data)
	w.pending.data = w.pending.data[:0]
	return err
}

func (w *largeWriter) index(s string) uint64 {
	id, ok := w.stringIndex[s]
	if !ok {
		id = uint64(len(w.strings))
		w.strings = append(w.strings, s)
		w.stringIndex[s] = id
		w.stringBytes += len(s) + 2
	}
	return id
}

func (w *largeWriter) valueType(field int, kind, unit string) {
	var m message
	m.number(1, w.index(kind))
	m.number(2, w.index(unit))
	w.pending.bytes(field, m.data)
}

func (w *largeWriter) head(heap bool, seed uint64) {
	moment := 1_780_000_000_000_000_000 + seed*60_000_000_000
	if heap {
		w.valueType(profilePeriodType, "space", "bytes")
		w.pending.number(profilePeriod, heapPeriod)
		w.valueType(profileSampleType, "alloc_objects", "count")
		w.valueType(profileSampleType, "alloc_space", "bytes")
		w.valueType(profileSampleType, "inuse_objects", "count")
		w.valueType(profileSampleType, "inuse_space", "bytes")
		w.pending.number(profileTime, moment)
		return
	}
	w.pending.number(profileTime, moment)
	w.valueType(profileSampleType, "samples", "count")
	w.valueType(profileSampleType, "cpu", "nanoseconds")
	w.pending.number(profileDuration, 30_123_456_789)
	w.valueType(profilePeriodType, "cpu", "nanoseconds")
	w.pending.number(profilePeriod, cpuPeriod)
}

func (w *largeWriter) sample(c *chance, heap bool, ids []uint64) {
	m := &w.scratch
	m.data = m.data[:0]
	m.repeated(1, ids)
	if heap {
		size := uint64(16) << c.below(12)
		if c.percent(30) {
			size += size / 2
		}
		allocated := 1 + heapPeriod/size*uint64(c.between(1, 40))/8
		inUse := uint64(0)
		if c.percent(40) {
			inUse = allocated / uint64(c.between(1, 9))
		}
		m.repeated(2, []uint64{allocated, allocated * size, inUse, inUse * size})
		w.label("bytes", "", size)
	} else {
		count := uint64(1)
		for c.percent(20) && count < 60 {
			count += uint64(c.between(1, 4))
		}
		m.repeated(2, []uint64{count, count * cpuPeriod})
		w.label("endpoint", endpoints[c.below(len(endpoints))], 0)
		w.label("shard", "", uint64(1+c.below(8)))
	}
	w.pending.bytes(profileSample, m.data)
}

func (w *largeWriter) label(key, text string, number uint64) {
	w.part.data = w.part.data[:0]
	w.part.number(1, w.index(key))
	if text != "" {
		w.part.number(2, w.index(text))
	}
	w.part.numberUnlessZero(3, number)
	w.scratch.bytes(3, w.part.data)
}

// location returns the id of a call site and writes the location first if it is new.
func (w *largeWriter) location(site uint64) uint64 {
	if id := w.locationID[site]; id != 0 {
		return id
	}
	w.locations++
	id := w.locations
	w.locationID[site] = id
	place := w.graph.sites[site]
	owner := w.owner(site)
	known := w.functions
	var m message
	m.number(1, id)
	m.number(2, 1)
	m.number(3, 0x401000+site*29)
	if place.inlined >= 0 {
		inlined := w.graph.functions[place.inlined]
		w.line(&m, place.inlined, uint64(inlined.line+int(place.line)%60))
	}
	w.line(&m, owner, uint64(place.line))
	w.pending.bytes(profileLocation, m.data)
	// The functions that this location is the first to name.
	if w.functions > known {
		if place.inlined >= 0 && w.functionID[place.inlined] > known {
			w.function(place.inlined)
		}
		if owner != place.inlined && w.functionID[owner] > known {
			w.function(owner)
		}
	}
	return id
}

// owner is the function that a call site lies in.
func (w *largeWriter) owner(site uint64) int32 {
	low, high := 0, len(w.graph.first)-1
	for high-low > 1 {
		middle := (low + high) / 2
		if uint64(w.graph.first[middle]) <= site {
			low = middle
		} else {
			high = middle
		}
	}
	return int32(low)
}

func (w *largeWriter) line(m *message, function int32, line uint64) {
	if w.functionID[function] == 0 {
		w.functions++
		w.functionID[function] = w.functions
	}
	w.part.data = w.part.data[:0]
	w.part.number(1, w.functionID[function])
	w.part.number(2, line)
	m.bytes(4, w.part.data)
}

func (w *largeWriter) function(index int32) {
	f := w.graph.functions[index]
	var m message
	m.number(1, w.functionID[index])
	m.number(2, w.index(f.name))
	m.number(3, w.index(f.name))
	m.number(4, w.index(f.file))
	m.number(5, uint64(f.line))
	w.pending.bytes(profileFunction, m.data)
}

var endpoints = []string{
	"/", "/cart", "/cart/add", "/cart/remove", "/checkout", "/checkout/confirm", "/orders", "/orders/{id}",
	"/orders/{id}/items", "/search", "/search/suggest", "/products", "/products/{id}", "/products/{id}/reviews",
	"/login", "/logout", "/account", "/account/addresses", "/healthz", "/metrics", "/admin/prices", "/admin/stock",
	"/api/v2/recommendations", "/static/{file}",
}
