module example.org/museum

go 1.21
