import Evidence
import SystemActivity

@testable import Diagnosis

/// Machines and limits that withhold something.
extension ScriptedActivity {
    /// A group with a quota of half a processor, in which a hundred periods began.
    private static func quota(throttled: Int64, time: Int64) -> ControlGroupSample {
        var group = ControlGroupSample(.unified, path: "/box")
        group.quota = 50_000_000
        group.period = 100_000_000
        group.periods = 100
        group.throttledPeriods = throttled
        group.throttledTime = time
        return group
    }

    /// - Parameters:
    ///   - periods: of a hundred, in which the quota ran out.
    ///   - time: for which threads stood still, in nanoseconds.
    static func throttled(_ periods: Int64, _ time: Int64) -> ScriptedActivity {
        var script = ScriptedActivity()
        script.machine {
            $0.groups = [quota(throttled: periods, time: time)]
            $0.machine.busy = 5_000_000_000
            $0.recorded.processorTime = 4_000_000_000
            $0.recorded.runTime = 4_000_000_000
            $0.recorded.runWait = time
        }
        return script
    }

    /// - Parameters: seconds.
    static func loaded(
        busy: Double, own: Double, wait: Double, longest: Double? = nil, stolen: Double = 0, recorder: Double = 0
    ) -> ScriptedActivity {
        func nanoseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1e9) }
        var script = ScriptedActivity()
        let thread = ThreadScheduleSample(
            process: 7, thread: 7, runTime: nanoseconds(own), runWait: nanoseconds(longest ?? wait))
        script.machine(
            threads: [thread],
            others: [OtherProcessSample(process: 99, name: "make", processorTime: nanoseconds(busy - own))]
        ) {
            $0.machine.busy = nanoseconds(busy)
            $0.machine.stolen = nanoseconds(stolen)
            $0.recorded.recorder = nanoseconds(recorder)
            $0.recorded.processorTime = nanoseconds(own)
            $0.recorded.runTime = nanoseconds(own)
            $0.recorded.runWait = nanoseconds(wait)
        }
        return script
    }

    /// - Parameters:
    ///   - readBack: bytes that the machine read from swap.
    ///   - swapped: bytes that the processes have there.
    ///   - pressure: nanoseconds for which something stood still for want of memory.
    static func swapping(readBack: Int64, swapped: Int64, pressure: Int64) -> ScriptedActivity {
        var script = ScriptedActivity()
        var group = ControlGroupSample(.unified, path: "/box")
        group.memoryLimit = 64 << 20
        group.swap = swapped
        group.memoryLimitHits = 5
        script.machine {
            $0.groups = [group]
            $0.machine.swappedIn = readBack
            $0.machine.pressure.memorySome = pressure
            $0.recorded.majorFaults = readBack >> 12
            $0.recorded.swapped = swapped
        }
        return script
    }
}
