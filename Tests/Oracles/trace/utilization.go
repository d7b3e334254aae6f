package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"example.org/oracle/trace"
)

var flagNames = map[string]trace.UtilFlags{
	"stw": trace.UtilSTW, "background": trace.UtilBackground, "assist": trace.UtilAssist, "sweep": trace.UtilSweep,
	"perProc": trace.UtilPerProc, "-": 0, "": 0,
}

// utilization gives the steps of mutator utilisation: one series, or one for each P. Series without steps are left out.
//
// As in go tool trace, a broken trace is measured up to its last sync.
func utilization(path, names string) ([][]trace.MutatorUtil, error) {
	var flags trace.UtilFlags
	for _, name := range strings.FieldsFunc(names, func(r rune) bool { return r == ',' || r == '|' }) {
		flag, known := flagNames[name]
		if !known {
			return nil, fmt.Errorf("%q is none of stw, background, assist, sweep, perProc", name)
		}
		flags |= flag
	}
	var all []trace.Event
	valid := 0
	err := events(path, func(event *trace.Event) {
		all = append(all, *event)
		if event.Kind() == trace.EventSync {
			valid = len(all)
		}
	})
	if err != nil {
		all = all[:valid]
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s has no events: %v", path, err)
	}
	var series [][]trace.MutatorUtil
	for _, steps := range trace.MutatorUtilizationV2(all, flags) {
		if len(steps) > 0 {
			series = append(series, steps)
		}
	}
	if len(series) == 0 {
		return nil, fmt.Errorf("%s has no utilisation", path)
	}
	return series, nil
}

// windows are those asked for; “curve” stands for 1, 2 and 5 times the powers of ten from 1 µs to the whole length.
func windows(words []string, series [][]trace.MutatorUtil) ([]time.Duration, error) {
	var result []time.Duration
	for _, word := range words {
		if word == "curve" {
			length := time.Duration(length(series))
			for decade := time.Microsecond; decade <= length; decade *= 10 {
				for _, factor := range []time.Duration{1, 2, 5} {
					if decade*factor <= length {
						result = append(result, decade*factor)
					}
				}
			}
			result = append(result, length)
			continue
		}
		window, err := duration(word)
		if err != nil {
			return nil, err
		}
		result = append(result, window)
	}
	return result, nil
}

func duration(word string) (time.Duration, error) {
	if nanoseconds, err := strconv.ParseInt(word, 10, 64); err == nil {
		return time.Duration(nanoseconds), nil
	}
	return time.ParseDuration(word)
}

func length(series [][]trace.MutatorUtil) int64 {
	first, last := series[0][0].Time, series[0][0].Time
	for _, steps := range series {
		first, last = min(first, steps[0].Time), max(last, steps[len(steps)-1].Time)
	}
	return last - first
}

type utilizationDocument struct {
	Flags  string `json:"flags"`
	Series int    `json:"series"`
	// Length is in nanoseconds.
	Length int64 `json:"length"`
	MMU    []any `json:"mmu,omitempty"`
	MUD    []any `json:"mud,omitempty"`
	Steps  []any `json:"steps,omitempty"`
}

func write(document utilizationDocument, series [][]trace.MutatorUtil, output io.Writer) error {
	document.Series, document.Length = len(series), length(series)
	encoder := json.NewEncoder(output)
	encoder.SetIndent("", " ")
	return encoder.Encode(document)
}

func minimumUtilization(path, flags string, words []string, output io.Writer) error {
	series, err := utilization(path, flags)
	if err != nil {
		return err
	}
	list, err := windows(words, series)
	if err != nil {
		return err
	}
	curve := trace.NewMMUCurve(series)
	document := utilizationDocument{Flags: flags}
	for _, window := range list {
		document.MMU = append(document.MMU, struct {
			Window  int64   `json:"window"`
			Minimum float64 `json:"minimum"`
		}{int64(window), curve.MMU(window)})
	}
	return write(document, series, output)
}

func utilizationDistribution(path, flags, word string, quantileWords []string, output io.Writer) error {
	series, err := utilization(path, flags)
	if err != nil {
		return err
	}
	window, err := duration(word)
	if err != nil {
		return err
	}
	var quantiles []float64
	for _, word := range quantileWords {
		quantile, err := strconv.ParseFloat(word, 64)
		if err != nil {
			return err
		}
		quantiles = append(quantiles, quantile)
	}
	document := utilizationDocument{Flags: flags}
	for index, value := range trace.NewMMUCurve(series).MUD(window, quantiles) {
		document.MUD = append(document.MUD, struct {
			Window      int64   `json:"window"`
			Quantile    float64 `json:"quantile"`
			Utilization float64 `json:"utilization"`
		}{int64(window), quantiles[index], value})
	}
	return write(document, series, output)
}

func utilizationSteps(path, flags string, output io.Writer) error {
	series, err := utilization(path, flags)
	if err != nil {
		return err
	}
	document := utilizationDocument{Flags: flags}
	for _, steps := range series {
		list := make([][2]float64, 0, len(steps))
		for _, step := range steps {
			// Relative to the first step: a float64 does not hold all nanoseconds of a clock.
			list = append(list, [2]float64{float64(step.Time - steps[0].Time), step.Util})
		}
		document.Steps = append(document.Steps, map[string]any{"start": steps[0].Time, "steps": list})
	}
	return write(document, series, output)
}
