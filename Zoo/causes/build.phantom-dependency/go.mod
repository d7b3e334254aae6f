module example.org/phantom

go 1.21

require example.org/greeting v1.4.2

replace example.org/greeting => ./patched
