import GoTrace
import Wire

/// Schema `sonde.trace.gc/1`.
extension CollectorReport {
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.trace.gc/1")
            json.member("durationNanoseconds", sites.duration)
            json.member("collector") { totals(to: &$0) }
            json.member("heap") { heap(to: &$0) }
            json.member("cycles", array: cycles.cycles) { write($1, to: &$0) }
            json.member("stops") { stops(to: &$0) }
            json.member("assists") { assists(to: &$0) }
            json.member("sweep") { sweep(to: &$0) }
            json.member("mutatorUtilisation", array: curves) { write($1, to: &$0) }
        }
    }

    private func totals(to json: inout JSONWriter) {
        json.object { json in
            json.member("share", work.capacity > 0 ? Double(collectorTime) / Double(work.capacity) : 0)
            json.member("processorNanoseconds", collectorTime)
            json.member("availableProcessorNanoseconds", work.capacity)
            json.member("markingNanoseconds", cycles.markingTime)
            TraceSites.write("cycleDurations", cycles.durations, to: &json)
            json.member("workers") { json in
                json.object { json in
                    for kind in CollectorWorker.allCases {
                        json.member(kind.words) {
                            $0.object {
                                $0.member("nanoseconds", workerTime(kind))
                                $0.member("runs", workerRuns(kind))
                            }
                        }
                    }
                }
            }
        }
    }

    private func heap(to json: inout JSONWriter) {
        json.object { json in
            json.member("firstBytes", cycles.heap?.first)
            json.member("leastBytes", cycles.heap?.least)
            json.member("greatestBytes", cycles.heap?.greatest)
            json.member("lastBytes", cycles.heap?.last)
            json.member("lastGoalBytes", cycles.lastGoal)
            json.member("allocatedBytes", cycles.allocated)
            json.member("allocatedBytesPerSecond", allocationRate)
            json.member("allocations") { json in
                json.object {
                    $0.member("bucketNanoseconds", cycles.allocations.width)
                    $0.member("bytes") { json in json.onOneLine { $0.array(cycles.allocations.values) { $0.value($1) } }
                    }
                }
            }
        }
    }

    private func write(_ cycle: CollectorCycle, to json: inout JSONWriter) {
        json.object { json in
            sites.write(at: cycle.start, to: &json)
            json.member("durationNanoseconds", cycle.duration)
            json.member("open", cycle.isOpen)
            json.member("censored", cycle.isCensored)
            json.member("trigger", cycle.trigger.rawValue)
            json.member("goroutine", cycle.goroutine < 0 ? nil : cycle.goroutine)
            json.member("group", sites.groupName(cycle.group))
            json.member("heapBeforeBytes", cycle.heapBefore)
            json.member("heapPeakBytes", cycle.heapPeak)
            json.member("heapAfterBytes", cycle.heapAfter)
            json.member("goalBytes", cycle.goal)
            sites.write("stack", stack: cycle.stack, to: &json)
        }
    }

    private func stops(to json: inout JSONWriter) {
        json.object { json in
            json.member("nanoseconds", stops.total)
            json.member("collectorNanoseconds", stops.collectorTotal)
            json.member("kinds", array: stops.kinds) { json, kind in
                json.object { json in
                    json.member("kind", sites.scene.text(kind.kind))
                    json.member("forCollector", kind.isForCollector)
                    TraceSites.write("durations", kind.durations, to: &json)
                    TraceSites.write("timesToStop", kind.timesToStop, to: &json)
                    if let worst = kind.worst { json.member("worst") { write(worst, to: &$0) } }
                }
            }
            json.member("delayers", array: stops.delayers) { json, delayer in
                json.object { json in
                    json.member("group", sites.groupName(delayer.group))
                    json.member("count", delayer.count)
                    json.member("sumNanoseconds", delayer.sum)
                    json.member("maxNanoseconds", delayer.worst.timeToStop)
                    json.member("worst") { write(delayer.worst, to: &$0) }
                }
            }
            json.member("longest", array: stops.longest) { write($1, to: &$0) }
        }
    }

    private func write(_ stop: WorldStop, to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", sites.scene.text(stop.kind))
            sites.write(at: stop.start, to: &json)
            json.member("durationNanoseconds", stop.duration)
            json.member("timeToStopNanoseconds", stop.timeToStop)
            json.member("open", stop.isOpen)
            json.member("censored", stop.isCensored)
            json.member("goroutine", stop.goroutine)
            json.member("group", sites.groupName(stop.group))
            sites.write("stack", stack: stop.stack, to: &json)
            guard let delay = stop.delay else { return }
            json.member("lastToStop") { json in
                json.object { json in
                    json.member("processor", delay.processor)
                    json.member("goroutine", delay.goroutine < 0 ? nil : delay.goroutine)
                    json.member("group", delay.goroutine < 0 ? "" : sites.groupName(delay.group))
                    json.member("inSystemCall", delay.wasInSystemCall)
                    sites.write("stack", stack: delay.stack, to: &json)
                }
            }
        }
    }

    private func assists(to json: inout JSONWriter) {
        json.object { json in
            members(of: chosen.assists, to: &json)
            TraceSites.write("waits", chosen.assistWaits, to: &json)
            TraceSites.write("waitsForEndOfCycle", chosen.assistEndWaits, to: &json)
            json.member("groups", array: chosen.assistsByGroup) { json, row in
                json.object {
                    $0.member("group", sites.groupName(row.group))
                    members(of: row.tally, to: &$0)
                }
            }
            json.member("taskTypes", array: chosen.assistsByTask) { json, row in
                json.object {
                    $0.member("type", sites.scene.text(row.type))
                    $0.member("tasks", row.tasks)
                    members(of: row.tally, to: &$0)
                }
            }
            json.member("worstTasks", array: chosen.worstTasks) { json, row in
                json.object {
                    $0.member("task", row.task)
                    $0.member("type", sites.scene.text(row.type))
                    members(of: row.tally, to: &$0)
                }
            }
            json.member("stacks", array: chosen.assistsByStack) { json, row in
                json.object {
                    members(of: row.tally, to: &$0)
                    sites.write("stack", stack: row.stack, to: &$0)
                }
            }
        }
    }

    private func members(of tally: AssistTally, to json: inout JSONWriter) {
        TraceSites.write("durations", tally.durations, to: &json)
        json.member("runningNanoseconds", tally.running)
        json.member("waitingNanoseconds", tally.waiting)
    }

    private func sweep(to json: inout JSONWriter) {
        json.object { json in
            TraceSites.write("durations", work.sweeps, to: &json)
            json.member("sweptBytes", work.sweptBytes)
            json.member("reclaimedBytes", work.reclaimedBytes)
            json.member("backgroundNanoseconds", work.backgroundSweep)
            json.member("scavengerNanoseconds", work.scavenging)
            json.member("groups", array: work.sweepsByGroup) { json, row in
                json.object {
                    $0.member("group", sites.groupName(row.group))
                    TraceSites.write("durations", row.durations, to: &$0)
                }
            }
        }
    }

    private func write(_ curve: UtilisationCurve, to json: inout JSONWriter) {
        json.object { json in
            let parts: [(UtilisationRule.Parts, String)] = [
                (.stops, "stw"), (.background, "background"), (.assists, "assist"), (.sweeps, "sweep"),
            ]
            json.member("parts", strings: parts.filter { curve.rule.parts.contains($0.0) }.map(\.1))
            json.member("perProcessor", curve.rule.isPerProcessor)
            json.member("asGoCounts", curve.rule.workers == .asGoCounts)
            json.member("series", curve.series.count)
            json.member("durationNanoseconds", curve.duration)
            json.member("windows", array: curve.lengths) { json, length in
                let worst = curve.worst(length)
                json.onOneLine {
                    $0.object {
                        $0.member("nanoseconds", length)
                        $0.member("utilisation", worst.utilisation)
                        $0.member("atNanoseconds", worst.start.map(sites.offset))
                    }
                }
            }
        }
    }
}
