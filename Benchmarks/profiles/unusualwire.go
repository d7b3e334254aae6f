package main

// habits are the ways in which one writer of profiles differs from another.
type habits struct {
	c        *chance
	strings  []string
	index    map[string]uint64
	twins    bool // a string may stand in the table twice
	packing  int  // 0 as Go does, 1 always, 2 never, 3 mixed
	explicit bool // zero fields are written
	unknown  bool // fields that the format does not have
	repeated bool // scalar fields are written twice; the last one counts
	padded   bool // numbers with more bytes than needed
	disorder bool // fields of a message in any order
}

// encode writes a profile by the habits of a writer chosen at random.
func encode(c *chance, x *profile) []byte {
	h := &habits{
		c: c, index: map[string]uint64{}, twins: c.percent(15), packing: pick(c, []int{0, 0, 1, 2, 3}),
		explicit: c.percent(20), unknown: c.percent(12), repeated: c.percent(8), padded: c.percent(10),
		disorder: c.percent(25),
	}
	h.text("")
	functionIDs, locationIDs, mappingIDs := h.ids(len(x.functions)), h.ids(len(x.locations)), h.ids(len(x.mappings))
	groups := [][][]byte{h.types(x), h.samples(x, locationIDs), h.mappings(x, mappingIDs),
		h.locations(x, locationIDs, functionIDs, mappingIDs), h.functions(x, functionIDs), h.scalars(x)}
	var table [][]byte
	for _, s := range h.strings {
		var m message
		m.text(profileString, s)
		table = append(table, m.data)
	}
	switch c.below(4) {
	case 0:
		groups = append([][][]byte{table}, groups...)
	case 1:
		groups = append(groups, table)
		return interleave(c, groups)
	default:
		groups = append(groups, table)
	}
	var data []byte
	for _, group := range groups {
		for _, part := range group {
			data = append(data, part...)
		}
	}
	return data
}

// interleave mixes lists; the order within each stays.
func interleave(c *chance, groups [][][]byte) []byte {
	var data []byte
	for len(groups) > 0 {
		g := c.below(len(groups))
		if len(groups[g]) == 0 {
			groups = append(groups[:g], groups[g+1:]...)
			continue
		}
		for n := c.between(1, 5); n > 0 && len(groups[g]) > 0; n-- {
			data = append(data, groups[g][0]...)
			groups[g] = groups[g][1:]
		}
	}
	return data
}

// ids are different numbers that are not 0: counted up, in disorder, with gaps, or huge.
func (h *habits) ids(count int) []uint64 {
	ids := make([]uint64, count)
	kind := h.c.below(5)
	order := h.c.order(count)
	start := h.c.next()>>uint(h.c.between(1, 40)) | 1
	for i := range ids {
		switch kind {
		case 0, 1:
			ids[i] = uint64(i + 1)
		case 2:
			ids[i] = uint64(order[i] + 1)
		case 3:
			ids[i] = uint64(order[i]+1) * 1000
		default:
			ids[i] = start + uint64(order[i])*0x10001
		}
	}
	return ids
}

func (h *habits) text(s string) uint64 {
	id, ok := h.index[s]
	if !ok || len(h.strings) > 1 && h.twins && h.c.percent(10) {
		id = uint64(len(h.strings))
		h.strings = append(h.strings, s)
		h.index[s] = id
	}
	return id
}

// fieldList collects the fields of a message, to be put together in some order.
type fieldList struct {
	h      *habits
	fields [][]byte
}

// number adds a scalar field.
func (f *fieldList) number(field int, v uint64) {
	if v == 0 && !f.h.explicit {
		return
	}
	var m message
	if f.h.repeated && f.h.c.percent(20) {
		m.number(field, v+uint64(f.h.c.below(3)))
	}
	m.key(field, wireVarint)
	f.h.varint(&m, v)
	f.fields = append(f.fields, m.data)
}

// flag adds a boolean field.
func (f *fieldList) flag(field int, v bool) {
	if v {
		f.number(field, 1)
	} else {
		f.number(field, 0)
	}
}

func (h *habits) varint(m *message, v uint64) {
	if !h.padded || v >= 1<<56 || !h.c.percent(20) {
		m.varint(v)
		return
	}
	for v >= 0x80 {
		m.data = append(m.data, byte(v)|0x80)
		v >>= 7
	}
	m.data = append(m.data, byte(v)|0x80, 0x80, 0)
}

// list adds a repeated scalar field.
func (f *fieldList) list(field int, numbers []uint64) {
	var m message
	packing := f.h.packing
	for len(numbers) > 0 {
		n := len(numbers)
		packed := packing == 1 || packing == 0 && n > 2
		if packing == 3 {
			n = f.h.c.between(1, n)
			packed = f.h.c.percent(50)
		}
		if packed {
			var content message
			for _, v := range numbers[:n] {
				f.h.varint(&content, v)
			}
			m.bytes(field, content.data)
		} else {
			for _, v := range numbers[:n] {
				m.key(field, wireVarint)
				f.h.varint(&m, v)
			}
		}
		numbers = numbers[n:]
	}
	f.fields = append(f.fields, m.data)
}

// message adds a message as one unit: messages of one field keep their order.
func (f *fieldList) messages(field int, contents [][]byte) {
	var m message
	for _, content := range contents {
		m.bytes(field, content)
	}
	f.fields = append(f.fields, m.data)
}

// data is the content of the message.
func (f *fieldList) data() []byte {
	if f.h.unknown && f.h.c.percent(30) {
		f.fields = append(f.fields, f.h.unknownField())
	}
	order := make([]int, len(f.fields))
	for i := range order {
		order[i] = i
	}
	if f.h.disorder {
		order = f.h.c.order(len(f.fields))
	}
	data := []byte{}
	for _, i := range order {
		data = append(data, f.fields[i]...)
	}
	return data
}

func (h *habits) unknownField() []byte {
	var m message
	field := h.c.between(20, 3000)
	switch h.c.below(4) {
	case 0:
		m.number(field, h.c.next())
	case 1:
		m.text(field, "a field of the future")
	case 2:
		m.key(field, wireFixed64)
		m.data = append(m.data, 1, 2, 3, 4, 5, 6, 7, 8)
	default:
		m.key(field, wireFixed32)
		m.data = append(m.data, 1, 2, 3, 4)
	}
	return m.data
}

// part is one message of the profile with its key.
func part(field int, content []byte) []byte {
	var m message
	m.bytes(field, content)
	return m.data
}
