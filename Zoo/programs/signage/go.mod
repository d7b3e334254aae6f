module example.org/signage

go 1.21
