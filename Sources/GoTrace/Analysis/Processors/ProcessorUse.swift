import Evidence

/// What one processor (a P) did.
public struct ProcessorTally: Sendable {
    public let processor: Int32
    /// Nanoseconds in each state, by the raw value of `ProcessorInterval.State`.
    public fileprivate(set) var time = [Int64](repeating: 0, count: ProcessorInterval.State.allCases.count)
    /// Number of stretches in which it ran a goroutine.
    public fileprivate(set) var runs = 0
    fileprivate var lastThread: Int64 = -1
    /// How often another thread took it over.
    public fileprivate(set) var threadChanges = 0

    public func time(_ state: ProcessorInterval.State) -> Int64 { time[Int(state.rawValue)] }
}

/// How well the processors are used.
public struct ProcessorUse: TraceAnalysis, Sendable {
    /// By number.
    public private(set) var processors: [ProcessorTally] = []
    /// Nanoseconds of processor time over time in each state, by its raw value.
    public private(set) var timeline = [TimeBuckets](
        repeating: TimeBuckets(), count: ProcessorInterval.State.allCases.count)
    /// Values of GOMAXPROCS and when they began; only changes.
    public private(set) var limits: [(time: Int64, value: Int64)] = []
    /// Processor time that there was: GOMAXPROCS times nanoseconds.
    public var capacity: Int64 { processorCapacity.sum }
    /// Nanoseconds in which goroutines were ready and no processor was idle, in stretches.
    public private(set) var saturation = Stretches()
    /// Nanoseconds in which a goroutine was ready and a processor idle at once, with the world not stopped.
    public private(set) var starvation = Stretches()
    /// Nanoseconds in which all processors were idle and no goroutine was ready.
    public private(set) var allIdle = Stretches()
    /// Nanoseconds with the world stopped.
    public private(set) var stopped = Stretches()
    /// Goroutine nanoseconds spent ready and waiting for a processor, as far as the scene counts them.
    public private(set) var readyTime: Int64 = 0
    public private(set) var mostReady = 0
    public private(set) var mostRunning = 0
    /// Threads that were seen.
    public var threadCount: Int { threads.count }
    private var threads: Set<Int64> = []
    private var lastThread: Int64 = -1
    private var indexes: [Int] = []
    private var busy: [Bool] = []
    private var busyCount = 0
    private var processorCapacity = ProcessorCapacity()
    private var since: Int64 = .min
    private var ready = 0
    private var situation = Situation.unknown

    /// Stretches of time in which something was so.
    public struct Stretches: Sendable {
        public fileprivate(set) var durations = DurationDistribution()
        /// Begin of the longest, in nanoseconds of the trace's clock, and the most goroutines that were ready in it.
        public fileprivate(set) var longestStart: Int64 = 0
        public fileprivate(set) var longestReady = 0
        fileprivate var start: Int64 = 0
        fileprivate var mostReady = 0

        fileprivate mutating func end(at time: Int64) {
            guard time > start else { return }
            if durations.isEmpty || time &- start > durations.max {
                longestStart = start
                longestReady = mostReady
            }
            durations.add(time &- start)
        }
    }

    private enum Situation { case unknown, stopped, starving, saturated, allIdle, well }

    public init() {}

    public var wants: TraceWants { [.processors, .transitions, .metrics, .ranges, .beforeWindow] }

    // MARK: Each processor

    public mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene) {
        guard let index = index(interval.processor) else { return }
        processors[index].time[Int(interval.state.rawValue)] &+= interval.duration
        if interval.state == .running { processors[index].runs += 1 }
        if interval.thread >= 0, interval.thread != processors[index].lastThread {
            if processors[index].lastThread >= 0 { processors[index].threadChanges += 1 }
            processors[index].lastThread = interval.thread
            threads.insert(interval.thread)
        }
        if interval.state != .idle {
            timeline[Int(interval.state.rawValue)].add(
                from: interval.start &- scene.start, to: interval.end &- scene.start)
        }
    }

    private mutating func index(_ processor: Int32) -> Int? {
        guard processor >= 0, processor < ProcessorCapacity.mostProcessors else { return nil }
        indexes.reach(Int(processor), with: -1)
        if indexes[Int(processor)] < 0 {
            indexes[Int(processor)] = processors.count
            processors.append(ProcessorTally(processor: processor))
        }
        return indexes[Int(processor)]
    }

    // MARK: All at once

    @inline(__always)
    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.kind {
        case .goroutineTransition:
            // Threads without a processor: in system calls, and in calls from C.
            if event.processor < 0, event.thread >= 0, event.thread != lastThread, event.time >= scene.start {
                lastThread = event.thread
                threads.insert(event.thread)
            }
        case .processorTransition: occupy(event)
        case .metric:
            guard event.type == .procsChange else { return }
            guard processorCapacity.change(event, scene) else { break }
            if event.time <= scene.start { limits = [] }
            limits.append((event.time, processorCapacity.limit))
        default:
            guard event.type == .stwBegin || event.type == .stwEnd else { return }
        }
        look(event.time, scene)
    }

    @inline(__always)
    private mutating func occupy(_ event: TraceEvent) {
        guard event.subject >= 0, event.subject < ProcessorCapacity.mostProcessors else { return }
        let index = Int(event.subject)
        busy.reach(index, with: false)
        let isBusy = event.processorAfter == .running
        if isBusy != busy[index] {
            busy[index] = isBusy
            busyCount += isBusy ? 1 : -1
        }
    }

    /// Closes the stretch that the event ends.
    @inline(__always)
    private mutating func look(_ time: Int64, _ scene: TraceScene) {
        // What was so until now held since the event before.
        if time > scene.start, since > .min { readyTime &+= Int64(ready) &* (time &- max(since, scene.start)) }
        since = time
        ready = scene.count(.runnable)
        if time >= scene.start {
            if ready > mostReady { mostReady = ready }
            let running = scene.count(.running)
            if running > mostRunning { mostRunning = running }
        }
        let now = situation(scene)
        if now != situation {
            end(at: time)
            begin(now, at: max(time, scene.start))
        } else if now == .starving, ready > starvation.mostReady {
            starvation.mostReady = ready
        } else if now == .saturated, ready > saturation.mostReady {
            saturation.mostReady = ready
        }
    }

    @inline(__always)
    private func situation(_ scene: TraceScene) -> Situation {
        if processorCapacity.limit == 0 { return .unknown }
        if scene.stops > 0 { return .stopped }
        let hasIdle = Int64(busyCount) < processorCapacity.limit
        if ready > 0 { return hasIdle ? .starving : .saturated }
        return busyCount == 0 ? .allIdle : .well
    }

    private mutating func end(at time: Int64) {
        switch situation {
        case .stopped: stopped.end(at: time)
        case .starving: starvation.end(at: time)
        case .saturated: saturation.end(at: time)
        case .allIdle: allIdle.end(at: time)
        case .unknown, .well: break
        }
    }

    private mutating func begin(_ new: Situation, at time: Int64) {
        situation = new
        switch new {
        case .stopped: stopped.start = time
        case .starving:
            starvation.start = time
            starvation.mostReady = ready
        case .saturated:
            saturation.start = time
            saturation.mostReady = ready
        case .allIdle: allIdle.start = time
        case .unknown, .well: break
        }
    }

    public mutating func finish(_ scene: TraceScene) {
        look(scene.end, scene)
        end(at: scene.end)
        situation = .unknown
        processorCapacity.finish(scene)
        processors.sort { $0.processor < $1.processor }
    }
}
