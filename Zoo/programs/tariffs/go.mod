module example.org/tariffs

go 1.21
