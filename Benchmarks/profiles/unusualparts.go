package main

func (h *habits) valueType(t valueType) []byte {
	f := fieldList{h: h}
	f.number(1, h.text(t.kind))
	f.number(2, h.text(t.unit))
	return f.data()
}

func (h *habits) types(x *profile) [][]byte {
	var parts [][]byte
	for _, t := range x.types {
		parts = append(parts, part(profileSampleType, h.valueType(t)))
	}
	return parts
}

func (h *habits) samples(x *profile, ids []uint64) [][]byte {
	var parts [][]byte
	for _, s := range x.samples {
		f := fieldList{h: h}
		var stack, values []uint64
		for _, l := range s.stack {
			stack = append(stack, ids[l])
		}
		for _, v := range s.values {
			values = append(values, uint64(v))
		}
		f.list(1, stack)
		f.list(2, values)
		var labels [][]byte
		for _, l := range s.labels {
			labels = append(labels, h.label(l))
		}
		f.messages(3, labels)
		parts = append(parts, part(profileSample, f.data()))
	}
	return parts
}

func (h *habits) label(l label) []byte {
	f := fieldList{h: h}
	f.number(1, h.text(l.key))
	f.number(2, h.text(l.text))
	f.number(3, uint64(l.number))
	f.number(4, h.text(l.unit))
	return f.data()
}

func (h *habits) mappings(x *profile, ids []uint64) [][]byte {
	var parts [][]byte
	for i, m := range x.mappings {
		f := fieldList{h: h}
		f.number(1, ids[i])
		f.number(2, m.start)
		f.number(3, m.limit)
		f.number(4, m.offset)
		f.number(5, h.text(m.file))
		f.number(6, h.text(m.buildID))
		for flag, v := range m.flags {
			f.flag(7+flag, v)
		}
		parts = append(parts, part(profileMapping, f.data()))
	}
	return parts
}

func (h *habits) locations(x *profile, ids, functionIDs, mappingIDs []uint64) [][]byte {
	var parts [][]byte
	for i, l := range x.locations {
		f := fieldList{h: h}
		f.number(1, ids[i])
		if l.mapping >= 0 {
			f.number(2, mappingIDs[l.mapping])
		}
		f.number(3, l.address)
		var lines [][]byte
		for _, x := range l.lines {
			y := fieldList{h: h}
			y.number(1, functionIDs[x.function])
			y.number(2, uint64(x.line))
			y.number(3, uint64(x.column))
			lines = append(lines, y.data())
		}
		f.messages(4, lines)
		f.flag(5, l.folded)
		parts = append(parts, part(profileLocation, f.data()))
	}
	return h.shuffled(parts)
}

func (h *habits) functions(x *profile, ids []uint64) [][]byte {
	var parts [][]byte
	for i, function := range x.functions {
		f := fieldList{h: h}
		f.number(1, ids[i])
		f.number(2, h.text(function.name))
		f.number(3, h.text(function.system))
		f.number(4, h.text(function.file))
		f.number(5, uint64(function.start))
		parts = append(parts, part(profileFunction, f.data()))
	}
	return h.shuffled(parts)
}

func (h *habits) shuffled(parts [][]byte) [][]byte {
	if !h.disorder {
		return parts
	}
	mixed := make([][]byte, 0, len(parts))
	for _, i := range h.c.order(len(parts)) {
		mixed = append(mixed, parts[i])
	}
	return mixed
}

// scalars are the fields of the profile itself. The time never stands there twice: pprof takes that for two profiles
// written one after the other.
func (h *habits) scalars(x *profile) [][]byte {
	f := fieldList{h: h}
	f.number(profileDropFrames, h.text(x.dropFrames))
	f.number(profileKeepFrames, h.text(x.keepFrames))
	f.number(profileDuration, uint64(x.duration))
	if x.periodType != nil {
		f.messages(profilePeriodType, [][]byte{h.valueType(*x.periodType)})
	}
	f.number(profilePeriod, uint64(x.period))
	var comments []uint64
	for _, comment := range x.comments {
		comments = append(comments, h.text(comment))
	}
	f.list(profileComment, comments)
	f.number(profileDefaultSampleType, h.text(x.defaultType))
	f.number(profileDocURL, h.text(x.docURL))
	if x.time != 0 {
		var m message
		m.number(profileTime, uint64(x.time))
		f.fields = append(f.fields, m.data)
	}
	return [][]byte{f.data()}
}
