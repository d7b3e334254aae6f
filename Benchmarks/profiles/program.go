package main

// The parts of a small profile, before they are written down.
type function struct {
	id                 uint64
	name, system, file string
	start              int64
}

type line struct {
	function     int
	line, column int64
}

type location struct {
	id      uint64
	mapping int // index, or -1
	address uint64
	lines   []line
	folded  bool
}

type mapping struct {
	id                   uint64
	start, limit, offset uint64
	file, buildID        string
	flags                [4]bool
}

type label struct {
	key, text, unit string
	number          int64
}

type sample struct {
	stack  []int
	values []int64
	labels []label
}

type valueType struct{ kind, unit string }

// program is what related profiles have in common.
type program struct {
	functions []function
	mappings  []mapping
	locations []location
	labels    []labelSchema
}

// labelSchema is a key and what its values look like.
type labelSchema struct {
	key     string
	texts   []string
	numbers []int64
	units   []string
}

func newProgram(c *chance) *program {
	p := &program{}
	p.makeFunctions(c)
	p.makeMappings(c)
	p.makeLocations(c)
	p.makeLabels(c)
	return p
}

func (p *program) makeFunctions(c *chance) {
	count := c.between(1, 60)
	if c.percent(40) {
		count = c.between(1, 12)
	}
	onlyGo := c.percent(30)
	for i := 0; i < count; i++ {
		f := function{name: pick(c, unusualFunctions), file: pick(c, unusualFiles), start: int64(c.between(0, 60))}
		if onlyGo {
			f.name = pick(c, unusualFunctions[:25])
		}
		if c.percent(35) {
			f.name += pick(c, []string{".func1", "1", "2", "(int)", "<T>", "::x", "[...]", ".", "Async"})
		}
		f.system = f.name
		switch c.below(10) {
		case 0:
			f.system = "_Z" + f.name
		case 1:
			f.system = ""
		}
		if c.percent(2) {
			f.name = ""
		}
		if c.percent(3) && i > 0 {
			// The same function again, perhaps from another file or another first line.
			f = p.functions[c.below(i)]
			if c.percent(50) {
				f.file = pick(c, unusualFiles)
			}
			if c.percent(50) {
				f.start += 7
			}
		}
		p.functions = append(p.functions, f)
	}
}

func (p *program) makeMappings(c *chance) {
	count := pick(c, []int{0, 1, 1, 1, 2, 3, 5})
	next := uint64(0x400000)
	for i := 0; i < count; i++ {
		m := mapping{start: next, limit: next + uint64(c.between(1, 64))*0x1000, file: pick(c, unusualMappings)}
		if c.percent(30) {
			m.offset = uint64(c.below(16)) * 0x1000
		}
		if c.percent(30) {
			m.limit += uint64(c.below(0x1000))
		}
		if c.percent(45) {
			m.buildID = pick(c, []string{"deadbeef", "3f1b0c6de2a94d7e8b5a1c2f90d4e7a6b3c8f501", "go-build/id=x", "AB"})
		}
		complete := c.percent(60)
		for f := range m.flags {
			m.flags[f] = complete || c.percent(40)
		}
		if i > 0 && c.percent(25) {
			// The second half of a mapping that the kernel split in two.
			before := p.mappings[i-1]
			m.limit = before.limit + (m.limit - m.start)
			m.start = before.limit
			m.file, m.buildID = before.file, before.buildID
			if before.offset != 0 {
				m.offset = before.offset + before.limit - before.start
			}
		}
		next = m.limit
		if c.percent(60) {
			next += uint64(c.below(1<<20)) * 0x1000
		}
		if c.percent(3) {
			m.start, m.limit = 0, 0
		}
		p.mappings = append(p.mappings, m)
	}
}

func (p *program) makeLocations(c *chance) {
	count := len(p.functions) * c.between(1, 3)
	bare := c.percent(10) // a profile that nobody has symbolised
	for i := 0; i < count; i++ {
		l := location{mapping: -1, folded: c.percent(4)}
		if len(p.mappings) > 0 && !c.percent(8) {
			l.mapping = c.below(len(p.mappings))
		}
		switch kind := c.below(20); {
		case kind == 0:
			l.address = 0
		case kind == 1:
			l.address = c.next()
		case kind == 2 && i > 0:
			l.address = p.locations[c.below(i)].address
		case l.mapping >= 0:
			m := p.mappings[l.mapping]
			l.address = m.start + c.next()%(m.limit-m.start+1)
		default:
			l.address = uint64(c.below(1 << 30))
		}
		depth := pick(c, []int{1, 1, 1, 1, 1, 1, 2, 2, 3, 4})
		if c.percent(6) || bare && !c.percent(10) {
			depth = 0
		}
		for ; depth > 0; depth-- {
			f := c.below(len(p.functions))
			if depth == 1 {
				f = i % len(p.functions)
			}
			x := line{function: f, line: p.functions[f].start + int64(c.below(20))}
			if c.percent(20) {
				x.column = int64(c.between(1, 90))
			}
			switch c.below(40) {
			case 0:
				x.line = 0
			case 1:
				x.line = int64(c.next() % (1 << 40))
			}
			l.lines = append(l.lines, x)
		}
		p.locations = append(p.locations, l)
	}
}

func (p *program) makeLabels(c *chance) {
	for _, key := range []string{"endpoint", "thread", "key1", "user name", "pprof::base", "λ", "request"} {
		if c.percent(25) {
			schema := labelSchema{key: key}
			for n := c.between(1, 5); n > 0; n-- {
				schema.texts = append(schema.texts, pick(c, unusualTexts))
			}
			p.labels = append(p.labels, schema)
		}
	}
	units := map[string][]string{
		"bytes": {""}, "request": {"", "bytes"}, "alignment": {"", "kilobytes"}, "latency": {"ms", "nanoseconds", "us"},
		"shard": {""}, "size": {"kb", "mb"}, "weird": {"furlongs", ""}, "key1": {""}, "delay": {"seconds"},
	}
	for _, key := range []string{"bytes", "request", "alignment", "latency", "shard", "size", "weird", "key1", "delay"} {
		if !c.percent(22) {
			continue
		}
		schema := labelSchema{key: key, units: units[key]}
		if c.percent(70) {
			schema.units = schema.units[:1]
		}
		for n := c.between(1, 6); n > 0; n-- {
			number := int64(1) << c.below(30)
			switch c.below(6) {
			case 0:
				number = -number
			case 1:
				number = int64(c.below(5000))
			}
			schema.numbers = append(schema.numbers, number)
		}
		p.labels = append(p.labels, schema)
	}
}
