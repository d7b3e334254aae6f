import GoTrace
import TestSupport
import Testing

/// Numbers, sums and maxima of everything that lasts, against plain counting over the events of the toolchain's reader
/// (`Tests/Oracles/trace/sums.go`).
@Suite struct DurationSumsTests {
    private struct Sum: Equatable {
        var count = 0
        var total: Int64 = 0
        var longest: Int64 = 0

        init() {}

        init(_ durations: DurationDistribution) {
            (count, total, longest) = (durations.count, durations.sum, durations.isEmpty ? 0 : durations.max)
        }

        init(count: Int, total: Int64) { (self.count, self.total) = (count, total) }

        var withoutLongest: Sum { Sum(count: count, total: total) }
    }

    private struct Expected {
        var sums: [String: Sum] = [:]

        init(_ path: String) throws {
            let result = try TraceOracle.run(["sums", path])
            #expect(result.succeeded, "\(result.error)")
            for line in result.output.split(separator: "\n") {
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                guard fields.count == 4 else { continue }
                var sum = Sum()
                sum.count = Int(fields[1]) ?? -1
                sum.total = Int64(fields[2]) ?? -1
                sum.longest = Int64(fields[3]) ?? -1
                sums[String(fields[0])] = sum
            }
            #expect(sums["trace"] != nil)
        }

        subscript(_ name: String) -> Sum { sums[name] ?? Sum() }
    }

    @Test(arguments: CollectorPrograms.all)
    func collectorIsCountedAsByHand(_ program: TracedProgram) throws {
        let path = try program.trace()
        let expected = try Expected(path)
        let pass = try TestPass.run(path, [CollectorCycles(), WorldStops(), CollectorWork()])
        let (stops, work) = (pass.result(WorldStops.self), pass.result(CollectorWork.self))
        for kind in stops.kinds {
            #expect(Sum(kind.durations) == expected["stop-the-world (\(pass.scene.text(kind.kind)))"])
            // The time in which processors stop is part of the stop.
            #expect(kind.timesToStop.sum <= kind.durations.sum)
        }
        #expect(
            stops.kinds.reduce(0) { $0 + $1.durations.count }
                == expected.sums.filter { $0.key.hasPrefix("stop-the-world") }.reduce(0) { $0 + $1.value.count })
        let cycles = pass.result(CollectorCycles.self).cycles.filter { !$0.isOpen }
        #expect(
            Sum(count: cycles.count, total: cycles.reduce(0) { $0 + $1.duration })
                == expected["marking"].withoutLongest)
        #expect(Sum(work.assists.durations) == expected["assists"])
        #expect(work.assists.running == expected["assists running"].total)
        #expect(
            Sum(count: work.assistWaits.count, total: work.assistWaits.sum)
                == expected["waiting: GC mark assist wait for work"].withoutLongest)
        #expect(work.assists.waiting == work.assistWaits.sum + work.assistEndWaits.sum)
        for (kind, name) in [(CollectorWorker.dedicated, "dedicated"), (.fractional, "fractional"), (.idle, "idle")] {
            let raw = Int(kind.rawValue)
            #expect(
                Sum(count: work.workerRuns[raw], total: work.workerTime[raw])
                    == expected["worker GC (\(name))"].withoutLongest)
        }
        #expect(Sum(work.sweeps) == expected["sweeps"])
        #expect(work.sweptBytes == expected["bytes swept"].total)
        #expect(work.reclaimedBytes == expected["bytes reclaimed"].total)
        #expect(work.capacity == expected["capacity"].total)
        // What is told by group, by stack is all there is.
        #expect(work.assistsByGroup.reduce(0) { $0 + $1.tally.durations.sum } == work.assists.durations.sum)
        #expect(work.assistsByStack.reduce(0) { $0 + $1.tally.durations.sum } == work.assists.durations.sum)
        #expect(work.sweepsByGroup.reduce(0) { $0 + $1.durations.count } <= work.sweeps.count)
    }

    @Test(arguments: CollectorPrograms.all)
    func processorsSystemCallsAndGoroutinesAreCountedAsByHand(_ program: TracedProgram) throws {
        let path = try program.trace()
        let expected = try Expected(path)
        let pass = try TestPass.run(
            path, [ProcessorUse(), SystemCalls(), NetworkWaits(), CreationTree(), CPUSamples()])
        let use = pass.result(ProcessorUse.self)
        #expect(use.capacity == expected["capacity"].total)
        #expect(use.saturation.durations.sum == expected["saturated"].total)
        #expect(use.starvation.durations.sum == expected["starved"].total)
        for processor in use.processors {
            // A processor that the trace mentions from the begin has all of its time in one state or another.
            #expect(processor.time.reduce(0, +) <= pass.scene.end - pass.scene.start)
        }

        let calls = pass.result(SystemCalls.self).rows
        #expect(
            Sum(
                count: calls.reduce(0) { $0 + $1.ended.count },
                total: calls.reduce(0) { $0 + $1.ended.sum })
                == expected["system calls"].withoutLongest)
        #expect(
            Sum(count: calls.reduce(0) { $0 + $1.lost.count }, total: calls.reduce(0) { $0 + $1.lost.sum })
                == expected["system calls without a processor at the end"].withoutLongest)

        let waits = pass.result(NetworkWaits.self).rows
        // Go knows no reason of waits that are older than the trace.
        if waits.allSatisfy({ $0.censored == 0 }) {
            #expect(
                waits.reduce(0) { $0 + $1.byPoller.sum + $1.byGoroutine.sum } == expected["waiting: network"].total)
            #expect(waits.reduce(0) { $0 + $1.byGoroutine.sum } == expected["woken by a goroutine: network"].total)
        }

        let tree = pass.result(CreationTree.self)
        #expect(tree.created == expected["created"].count)
        #expect(tree.ended == expected["ended"].count)
        var lifetimes = DurationDistribution()
        for row in tree.rows { lifetimes.merge(row.lifetimes) }
        #expect(Sum(lifetimes) == expected["lifetimes"])
        #expect(tree.rows.reduce(0) { $0 + $1.alive } == tree.before + tree.created - tree.ended)
        #expect(pass.result(CPUSamples.self).count == expected["samples"].count)
    }
}
