package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"

	"example.org/oracle/trace"
)

// statistics are times in nanoseconds. All but the last two exclude each other.
type statistics struct {
	Exec        int64            `json:"execTime"`
	SchedWait   int64            `json:"schedWaitTime"`
	Syscall     int64            `json:"syscallTime"`
	SyscallWait int64            `json:"syscallBlockTime"`
	Block       map[string]int64 `json:"blockTimeByReason"`
	Unknown     int64            `json:"unknownTime"`
	Total       int64            `json:"totalTime"`
	Range       map[string]int64 `json:"rangeTime"`
}

// goroutine has 0 for the start of one that never ran, and for the end of one that did not end.
type goroutine struct {
	ID       int64    `json:"id"`
	Name     string   `json:"name"`
	Creation int64    `json:"creation"`
	Start    int64    `json:"start"`
	End      int64    `json:"end"`
	Regions  []region `json:"regions"`
	statistics
}

// region has no name when it stands for the task that a goroutine inherits from its creator.
type region struct {
	Name      string `json:"name"`
	Task      uint64 `json:"task"`
	Goroutine int64  `json:"goroutine"`
	Start     *int64 `json:"start"`
	End       *int64 `json:"end"`
	statistics
}

type task struct {
	ID         uint64   `json:"id"`
	Name       string   `json:"name"`
	Parent     *uint64  `json:"parent"`
	Children   []uint64 `json:"children"`
	Start      *int64   `json:"start"`
	End        *int64   `json:"end"`
	Complete   bool     `json:"complete"`
	Goroutines []int64  `json:"goroutines"`
	Regions    []region `json:"regions"`
	Logs       []entry  `json:"logs"`
}

type entry struct {
	Time      int64  `json:"time"`
	Goroutine int64  `json:"goroutine"`
	Category  string `json:"category"`
	Message   string `json:"message"`
}

func summary(path string, output io.Writer) error {
	summarizer := trace.NewSummarizer()
	number := 0
	failure := events(path, func(event *trace.Event) {
		number++
		kept := *event
		summarizer.Event(&kept)
	})
	if number == 0 {
		return failure
	}
	result := summarizer.Finalize()
	owners := map[*trace.UserRegionSummary]int64{}
	for id, found := range result.Goroutines {
		for _, each := range found.Regions {
			owners[each] = int64(id)
		}
	}
	document := struct {
		Goroutines []goroutine `json:"goroutines"`
		Tasks      []task      `json:"tasks"`
	}{[]goroutine{}, []task{}}
	for _, id := range slices.Sorted(maps.Keys(result.Goroutines)) {
		document.Goroutines = append(document.Goroutines, describeGoroutine(result.Goroutines[id], owners))
	}
	for _, id := range slices.Sorted(maps.Keys(result.Tasks)) {
		document.Tasks = append(document.Tasks, describeTask(result.Tasks[id], owners))
	}
	encoder := json.NewEncoder(output)
	encoder.SetIndent("", " ")
	encoder.SetEscapeHTML(false)
	return errors.Join(failure, encoder.Encode(document))
}

func describeGoroutine(found *trace.GoroutineSummary, owners map[*trace.UserRegionSummary]int64) goroutine {
	return goroutine{
		ID: int64(found.ID), Name: found.Name, Creation: int64(found.CreationTime), Start: int64(found.StartTime),
		End: int64(found.EndTime), Regions: describeRegions(found.Regions, owners),
		statistics: describeStatistics(found.GoroutineExecStats),
	}
}

func describeTask(found *trace.UserTaskSummary, owners map[*trace.UserRegionSummary]int64) task {
	result := task{
		ID: uint64(found.ID), Name: found.Name, Start: timeOf(found.Start), End: timeOf(found.End),
		Complete: found.Complete(), Regions: describeRegions(found.Regions, owners), Goroutines: []int64{},
		Children: []uint64{}, Logs: []entry{},
	}
	if found.Parent != nil {
		parent := uint64(found.Parent.ID)
		result.Parent = &parent
	}
	for _, child := range found.Children {
		result.Children = append(result.Children, uint64(child.ID))
	}
	slices.Sort(result.Children)
	for _, id := range slices.Sorted(maps.Keys(found.Goroutines)) {
		result.Goroutines = append(result.Goroutines, int64(id))
	}
	for _, event := range found.Logs {
		log := event.Log()
		result.Logs = append(
			result.Logs, entry{int64(event.Time()), int64(event.Goroutine()), log.Category, log.Message})
	}
	return result
}

// describeRegions sorts regions so that the same trace gives the same text: the toolchain's order has ties.
func describeRegions(found []*trace.UserRegionSummary, owners map[*trace.UserRegionSummary]int64) []region {
	result := []region{}
	for _, each := range found {
		result = append(result, region{
			Name: each.Name, Task: uint64(each.TaskID), Goroutine: owners[each], Start: timeOf(each.Start),
			End: timeOf(each.End), statistics: describeStatistics(each.GoroutineExecStats),
		})
	}
	slices.SortStableFunc(result, func(a, b region) int {
		return cmp.Or(
			cmp.Compare(orMinimum(a.Start), orMinimum(b.Start)), cmp.Compare(a.Goroutine, b.Goroutine),
			cmp.Compare(a.Task, b.Task), cmp.Compare(a.Name, b.Name), cmp.Compare(orMinimum(a.End), orMinimum(b.End)))
	})
	return result
}

func orMinimum(time *int64) int64 {
	if time == nil {
		return -1 << 63
	}
	return *time
}

func timeOf(event *trace.Event) *int64 {
	if event == nil {
		return nil
	}
	time := int64(event.Time())
	return &time
}

func describeStatistics(found trace.GoroutineExecStats) statistics {
	result := statistics{
		Exec: int64(found.ExecTime), SchedWait: int64(found.SchedWaitTime), Syscall: int64(found.SyscallTime),
		SyscallWait: int64(found.SyscallBlockTime), Unknown: int64(found.UnknownTime()),
		Total: int64(found.TotalTime), Block: map[string]int64{}, Range: map[string]int64{},
	}
	for reason, time := range found.BlockTimeByReason {
		result.Block[reason] = int64(time)
	}
	for name, time := range found.RangeTime {
		result.Range[name] = int64(time)
	}
	return result
}
