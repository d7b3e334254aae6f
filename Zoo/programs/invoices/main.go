// Invoices writes the text of invoices for the printer.
package main

import (
	"fmt"
	"strings"
	"time"

	"example.org/zoo/internal/debugport"
	"example.org/zoo/internal/lifecycle"
)

const (
	positions = 80
	width     = 72
)

// position is one line of an invoice.
type position struct {
	number   int
	title    string
	quantity int
	cents    int64
}

// invoice is what a customer has to pay.
type invoice struct {
	number   int
	customer string
	issued   time.Time
	lines    []position
}

func take(number int) invoice {
	bill := invoice{number: number, customer: "Harbour Trading", issued: time.Now()}
	for index := 0; index < positions; index++ {
		bill.lines = append(bill.lines, position{index + 1, "Garden chair, oak", 1 + index%4, int64(7990 + index)})
	}
	return bill
}

func money(cents int64) string {
	return fmt.Sprintf("%d.%02d EUR", cents/100, cents%100)
}

// text lays an invoice out, a line for each position.
func (i invoice) text() string {
	out := fmt.Sprintf("Invoice %08d of %s\n%s\n", i.number, i.issued.Format("2 January 2006"), i.customer)
	sum := int64(0)
	for _, line := range i.lines {
		total := int64(line.quantity) * line.cents
		sum += total
		left := fmt.Sprintf("%3d  %-30s %4d x %s", line.number, line.title, line.quantity, money(line.cents))
		right := money(total)
		out += left + strings.Repeat(" ", width-len(left)-len(right)) + right + "\n"
	}
	out += fmt.Sprintf("%s\nTotal %v\n", strings.Repeat("-", width), money(sum))
	return out
}

// printer takes sheets; it counts them, and keeps what is printed in its spool.
type printer struct {
	spool  []byte
	filled int
	sheets int
}

func (p *printer) print(text string) {
	if p.filled+len(text) > len(p.spool) {
		p.filled = 0
	}
	p.filled += copy(p.spool[p.filled:], text)
	p.sheets++
}

func main() {
	texts := make(chan string, 8)
	go func() {
		for number := 1; ; number++ {
			texts <- take(number).text()
		}
	}()
	go func() {
		p := &printer{spool: make([]byte, 64<<20)}
		for text := range texts {
			p.print(text)
			lifecycle.Done(1)
		}
	}()
	lifecycle.Ready(debugport.Serve())
	lifecycle.Wait()
}
