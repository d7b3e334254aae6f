// Courier says how long a parcel takes.
package main

import (
	"fmt"

	"example.org/parcels"
	"example.org/routes"
	"example.org/scales"
)

func main() {
	fmt.Println(parcels.Value(), routes.Value(), scales.Value())
}
