// Warehouse sells what is in stock.
package main

import (
	"log"
	"os"
	"strings"

	"example.org/warehouse/orders"
	"example.org/warehouse/stock"
)

func main() {
	all, err := stock.Read(strings.NewReader(`{"pieces": {"chair": 12}}`))
	if err != nil {
		log.Fatal(err)
	}
	if err := orders.Serve(all, os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}
