// Labels counts samples of many machines by their labels, in the text form that monitoring systems exchange.
package main

import (
	"bytes"
	"math/rand"
	"sort"
	"strconv"
	"strings"

	"example.org/zoo/internal/lifecycle"
)

var (
	hosts   = strings.Fields("Berlin-A1 Berlin-A2 Oslo-B1 Oslo-B2 Porto-C1 Porto-C2")
	metrics = strings.Fields("Requests_Total Errors_Total Bytes_Sent Queue_Length")
)

// feed writes lines such as "Requests_Total{Host=Oslo-B1,Zone=3,Path=/v1/4} 17".
func feed(random *rand.Rand, buffer *bytes.Buffer) {
	buffer.Reset()
	for count := 0; count < 400; count++ {
		buffer.WriteString(metrics[random.Intn(len(metrics))])
		buffer.WriteString("{Host=")
		buffer.WriteString(hosts[random.Intn(len(hosts))])
		buffer.WriteString(",Zone=")
		buffer.WriteString(strconv.Itoa(random.Intn(4)))
		buffer.WriteString(",Path=/v1/")
		buffer.WriteString(strconv.Itoa(random.Intn(12)))
		buffer.WriteString("} ")
		buffer.WriteString(strconv.Itoa(random.Intn(1000)))
		buffer.WriteByte('\n')
	}
}

// registry has the sums by normal form.
type registry struct {
	sums   map[string]float64
	window []byte
	next   int
}

// normal is the form in which equal labels are equal texts.
func normal(line string) string {
	name, rest, _ := strings.Cut(line, "{")
	inner := strings.TrimSuffix(rest, "}")
	pairs := strings.Split(strings.ToLower(inner), ",")
	sort.Strings(pairs)
	text := strings.ToLower(name) + "{"
	for index, pair := range pairs {
		if index > 0 {
			text = text + ","
		}
		key, value, _ := strings.Cut(pair, "=")
		text = text + strings.ReplaceAll(key, "-", "_") + "=" + strconv.Quote(strings.ReplaceAll(value, "-", "_"))
	}
	return text + "}"
}

func (r *registry) add(batch []byte) int {
	lines := strings.Split(string(batch), "\n")
	for _, line := range lines {
		labels, value, found := strings.Cut(line, " ")
		if !found {
			continue
		}
		number, err := strconv.ParseFloat(value, 64)
		if err != nil {
			continue
		}
		r.sums[normal(labels)] += number
		r.window[r.next%len(r.window)] = byte(len(labels))
		r.next++
	}
	return len(lines)
}

func main() {
	random, buffer := rand.New(rand.NewSource(5)), &bytes.Buffer{}
	r := &registry{sums: map[string]float64{}, window: make([]byte, 64<<20)}
	batches := make([][]byte, 16)
	for index := range batches {
		feed(random, buffer)
		batches[index] = append([]byte{}, buffer.Bytes()...)
	}
	go func() {
		for number := 0; ; number++ {
			lifecycle.Done(r.add(batches[number%len(batches)]))
		}
	}()
	lifecycle.Ready()
	lifecycle.Wait()
}
