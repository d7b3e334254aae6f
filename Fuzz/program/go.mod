module example.org/fuzz/program

go 1.21
