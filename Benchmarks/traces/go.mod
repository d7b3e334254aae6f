module example.org/traces

go 1.22
