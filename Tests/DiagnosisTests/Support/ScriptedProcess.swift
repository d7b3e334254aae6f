import Evidence
import GoProcess

@testable import Diagnosis

extension ProcessSeries {
    /// Looks at a process in which nothing changes, one a second, unless a test says otherwise.
    static func scripted(_ count: Int = 8, _ change: (inout ProcessSample, Int) -> Void) -> ProcessSeries {
        ProcessSeries(
            (0..<count).map { number in
                var sample = ProcessSample(time: Int64(number) * 1_000_000_000)
                sample.threads = 8
                sample.descriptors = 12
                sample.resident = 30 << 20
                sample.anonymous = 20 << 20
                change(&sample, number)
                return sample
            })
    }
}

extension RuntimeState {
    /// What the runtime of a program with two processors knows of itself, once a second; it collects once a second, too.
    static func scripted(_ count: Int = 8, _ change: (inout RuntimeState, Int) -> Void) -> [RuntimeState] {
        (0..<count).map { number in
            var state = RuntimeState()
            state.monotonicTime = number * 1_000_000_000
            state.goMaxProcs = 2
            state.collector.cycles = 10 + number
            state.scheduler.globalQueueLength = 0
            state.scheduler.queueLengths = [0, 0]
            change(&state, number)
            return state
        }
    }
}
