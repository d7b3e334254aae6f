module example.org/timetable

go 1.21
