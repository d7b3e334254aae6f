module example.org/courier

go 1.21

require (
	example.org/parcels v1.3.0
	example.org/routes v0.9.1
	example.org/scales v2.0.4+incompatible
)
