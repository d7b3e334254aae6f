package main

// The wire types of protocol buffers.
const (
	wireVarint  = 0
	wireFixed64 = 1
	wireBytes   = 2
	wireFixed32 = 5
)

// message is a message of protocol buffers that is being written.
type message struct{ data []byte }

func (m *message) varint(v uint64) {
	for v >= 0x80 {
		m.data = append(m.data, byte(v)|0x80)
		v >>= 7
	}
	m.data = append(m.data, byte(v))
}

func (m *message) key(field, wireType int) { m.varint(uint64(field)<<3 | uint64(wireType)) }

func (m *message) number(field int, v uint64) {
	m.key(field, wireVarint)
	m.varint(v)
}

// numberUnlessZero writes a field whose default is 0 the way most writers do.
func (m *message) numberUnlessZero(field int, v uint64) {
	if v != 0 {
		m.number(field, v)
	}
}

func (m *message) bytes(field int, content []byte) {
	m.key(field, wireBytes)
	m.varint(uint64(len(content)))
	m.data = append(m.data, content...)
}

func (m *message) text(field int, content string) {
	m.key(field, wireBytes)
	m.varint(uint64(len(content)))
	m.data = append(m.data, content...)
}

// packed writes numbers as one field.
func (m *message) packed(field int, numbers []uint64) {
	length := 0
	for _, v := range numbers {
		length++
		for v >= 0x80 {
			length++
			v >>= 7
		}
	}
	m.key(field, wireBytes)
	m.varint(uint64(length))
	for _, v := range numbers {
		m.varint(v)
	}
}

// repeated writes numbers as the Go runtime does: packed when there are more than two.
func (m *message) repeated(field int, numbers []uint64) {
	if len(numbers) > 2 {
		m.packed(field, numbers)
		return
	}
	for _, v := range numbers {
		m.number(field, v)
	}
}

// The fields of profile.proto.
const (
	profileSampleType        = 1
	profileSample            = 2
	profileMapping           = 3
	profileLocation          = 4
	profileFunction          = 5
	profileString            = 6
	profileDropFrames        = 7
	profileKeepFrames        = 8
	profileTime              = 9
	profileDuration          = 10
	profilePeriodType        = 11
	profilePeriod            = 12
	profileComment           = 13
	profileDefaultSampleType = 14
	profileDocURL            = 15
)
