package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
)

// profile is one small profile, ready to be written.
type profile struct {
	*program
	types       []valueType
	samples     []sample
	dropFrames  string
	keepFrames  string
	time        int64
	duration    int64
	periodType  *valueType
	period      int64
	comments    []string
	defaultType string
	docURL      string
}

// writeRelated writes the three profiles of one seed.
func writeRelated(folder string, seed uint64, ties bool) error {
	c := newChance(seed)
	p := newProgram(c)
	types := pick(c, typeSets)
	period := periodType(c, types)
	for _, name := range []string{"a", "b", "c"} {
		if name != "a" {
			p = p.another(c)
		}
		these := types
		if name != "a" && c.percent(6) {
			these = pick(c, typeSets)
		} else if name != "a" && c.percent(15) {
			these = otherUnits(types)
		}
		x := newProfile(c, p, these, period, ties)
		data := encode(c, x)
		if !c.percent(10) {
			var buffer bytes.Buffer
			output := gzip.NewWriter(&buffer)
			if _, err := output.Write(data); err != nil {
				return err
			}
			if err := output.Close(); err != nil {
				return err
			}
			data = buffer.Bytes()
		}
		path := filepath.Join(folder, fmt.Sprintf("%d-%s", seed, name))
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

var typeSets = [][]valueType{
	{{"samples", "count"}, {"cpu", "nanoseconds"}},
	{{"samples", "count"}, {"cpu", "nanoseconds"}},
	{{"cpu", "milliseconds"}},
	{{"cpu", "microseconds"}, {"wall", "seconds"}},
	{{"alloc_objects", "count"}, {"alloc_space", "bytes"}, {"inuse_objects", "count"}, {"inuse_space", "bytes"}},
	{{"alloc_objects", "count"}, {"alloc_space", "bytes"}, {"inuse_objects", "count"}, {"inuse_space", "bytes"}},
	{{"inuse_objects", "count"}, {"inuse_space", "bytes"}},
	{{"objects", "count"}, {"space", "kilobytes"}},
	{{"contentions", "count"}, {"delay", "nanoseconds"}},
	{{"goroutine", "count"}},
	{{"events", ""}},
	{{"cycles", "count"}, {"instructions", "count"}, {"energy", "joules"}},
	{{"time", "hours"}, {"compute", "GCU"}, {"samples", "samples"}},
	{{"walk", "furlongs"}, {"rest", "s"}},
	{{"space", "MiB"}, {"cpu", "us"}},
}

// otherUnits is a set of types that a merge has to scale, or to reduce to what is common.
func otherUnits(types []valueType) []valueType {
	scaled := map[string]string{
		"nanoseconds": "milliseconds", "bytes": "kilobytes", "milliseconds": "seconds", "microseconds": "ns", "kilobytes": "mb",
	}
	other := append([]valueType(nil), types...)
	for i := range other {
		if unit, ok := scaled[other[i].unit]; ok {
			other[i].unit = unit
		}
	}
	return append(other[1:len(other):len(other)], other[0])
}

// another is the same program as a second process: other addresses, another order, and slightly changed code.
func (p *program) another(c *chance) *program {
	q := &program{labels: p.labels}
	q.functions = append(q.functions, p.functions...)
	q.mappings = append(q.mappings, p.mappings...)
	if c.percent(50) {
		q.functions = append(q.functions, function{name: "main.added", system: "main.added", file: "src/alpha.go", start: 3})
	}
	shift := uint64(0)
	if c.percent(50) {
		shift = uint64(c.below(1<<16)) * 0x1000
	}
	for i := range q.mappings {
		if q.mappings[i].limit != 0 {
			q.mappings[i].start += shift
			q.mappings[i].limit += shift
		}
	}
	for _, l := range p.locations {
		l.lines = append([]line(nil), l.lines...)
		if l.mapping >= 0 && l.address != 0 {
			l.address += shift
		}
		if c.percent(8) && len(l.lines) > 0 {
			l.lines[0].line += int64(c.between(1, 5))
		}
		if c.percent(4) {
			l.lines = append(l.lines, line{function: len(q.functions) - 1, line: 9})
		}
		q.locations = append(q.locations, l)
	}
	if len(q.functions) > len(p.functions) {
		q.locations = append(q.locations, location{mapping: -1, lines: []line{{function: len(q.functions) - 1, line: 5}}})
	}
	return q
}

// periodType is nil when the profile does not say what its period is; profiles are merged only if they agree.
func periodType(c *chance, types []valueType) *valueType {
	switch {
	case c.percent(25):
		return nil
	case c.percent(6):
		return &valueType{pick(c, []string{"", "wall"}), pick(c, []string{"", "seconds"})}
	case types[0].kind == "alloc_objects" || types[0].kind == "inuse_objects":
		return &valueType{"space", "bytes"}
	}
	return &valueType{"cpu", "nanoseconds"}
}

func newProfile(c *chance, p *program, types []valueType, period *valueType, ties bool) *profile {
	x := &profile{program: p, types: types, periodType: period}
	x.makeSamples(c, ties)
	if c.percent(70) {
		x.time = 1_700_000_000_000_000_000 + int64(c.next()%(1<<56))
	}
	if c.percent(60) {
		x.duration = int64(c.next() % (1 << uint(c.between(20, 42))))
	}
	if c.percent(3) {
		x.periodType = periodType(c, types)
	}
	if x.periodType != nil && !c.percent(10) {
		x.period = pick(c, []int64{1, 10_000_000, 524288, 0, 100, -5})
	}
	for c.percent(25) {
		x.comments = append(x.comments, pick(c, []string{"a comment", "#hidden", "", "two\nlines", "größe", "# buildinfo go1.27"}))
	}
	if c.percent(25) {
		x.defaultType = pick(c, types).kind
		if c.percent(15) {
			x.defaultType = "nothing"
		}
	}
	if c.percent(12) {
		x.docURL = pick(c, []string{"https://example.com/doc", "http://example.com/x?y=z", "not a url", "ftp://example.com"})
	}
	frames := []string{
		"malloc|operator new.*", "runtime\\..*", "main\\.main", ".*", "std::.*", "tcmalloc::.*|do_.*", "f", "net/http\\..*",
		"(main|sync)\\..*", "foo::.*", "operator\\(\\)",
	}
	if c.percent(15) {
		x.dropFrames = pick(c, frames)
		if c.percent(40) {
			x.keepFrames = pick(c, frames)
		}
	}
	return x
}

func (x *profile) makeSamples(c *chance, ties bool) {
	count := c.between(1, 80)
	switch c.below(12) {
	case 0:
		count = c.below(3)
	case 1, 2, 3:
		count = c.between(1, 12)
	}
	values := valueKnobs{ties: ties, negative: c.percent(20), zero: c.percent(30), extreme: c.percent(2)}
	for i := 0; i < count; i++ {
		var s sample
		if i > 0 && c.percent(60) {
			// Callers in common with an earlier sample.
			before := x.samples[c.below(i)].stack
			s.stack = append(s.stack, before[min(len(before), c.below(4)):]...)
			for n := c.below(4); n > 0; n-- {
				s.stack = append([]int{c.below(len(x.locations))}, s.stack...)
			}
		} else {
			depth := c.between(1, 14)
			if c.percent(3) {
				depth = 0
			}
			for ; depth > 0; depth-- {
				s.stack = append(s.stack, c.below(len(x.locations)))
			}
		}
		if len(s.stack) > 1 && c.percent(10) {
			s.stack = append(s.stack, s.stack[:c.between(1, len(s.stack))]...)
		}
		for _, t := range x.types {
			s.values = append(s.values, values.value(c, t))
		}
		s.labels = x.sampleLabels(c)
		if i > 0 && c.percent(5) {
			s.stack, s.labels = x.samples[i-1].stack, x.samples[i-1].labels
		}
		x.samples = append(x.samples, s)
	}
}

type valueKnobs struct{ ties, negative, zero, extreme bool }

// value is a random value of a type; random enough that no two sums of values are likely to be equal.
func (k valueKnobs) value(c *chance, t valueType) int64 {
	if k.zero && c.percent(15) {
		return 0
	}
	bits := c.between(24, 40)
	switch t.unit {
	case "count", "samples", "":
		bits = c.between(14, 22)
	case "seconds", "s", "hours", "MiB":
		bits = c.between(12, 18)
	}
	v := int64(1) + int64(c.next()%(1<<uint(bits)))
	if k.ties {
		v = pick(c, []int64{1, 2, 10, 1000, 1 << 20})
	}
	if k.extreme && c.percent(20) {
		v = int64(c.next() >> 1)
	}
	if k.negative && c.percent(25) {
		v = -v
	}
	return v
}

func (x *profile) sampleLabels(c *chance) []label {
	var labels []label
	for _, schema := range x.labels {
		if c.percent(30) {
			continue
		}
		count := 1
		if c.percent(12) {
			count = c.between(2, 3)
		}
		for ; count > 0; count-- {
			if schema.texts != nil {
				labels = append(labels, label{key: schema.key, text: pick(c, schema.texts)})
				continue
			}
			labels = append(labels, label{key: schema.key, number: pick(c, schema.numbers), unit: pick(c, schema.units)})
		}
	}
	if len(labels) > 1 && c.percent(30) {
		order := c.order(len(labels))
		mixed := make([]label, len(labels))
		for i, j := range order {
			mixed[i] = labels[j]
		}
		labels = mixed
	}
	return labels
}
