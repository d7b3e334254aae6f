module example.org/greeter

go 1.21

require example.org/greeting v1.4.2

replace example.org/greeting v1.4.2 => ./third_party/greeting
