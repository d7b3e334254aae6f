/// The mutator utilisation over time by one rule, step by step.
///
/// Source of the algorithm: `MutatorUtilizationV2` in `internal/trace/gc.go` of Go 1.27.3.
struct UtilisationSeries {
    let rule: UtilisationRule
    /// One, or one for each processor; a processor that went and came has several.
    private(set) var steps: [[UtilisationStep]] = []
    private var processors: [Processor] = []
    /// When GOMAXPROCS changed, and to what.
    private var limits: [(time: Int64, count: Int)] = []
    private var stops = 0
    /// Marks of each goroutine, by its slot.
    private var marks: [Mark] = []

    private struct Processor {
        /// The collector has it as long as this is positive.
        var collecting = 0
        var series: Int
    }

    private struct Mark: OptionSet {
        let rawValue: UInt8
        static let assisting = Mark(rawValue: 1)
        static let worker = Mark(rawValue: 2)
        static let executing = Mark(rawValue: 4)
        static let collector: Mark = [.assisting, .worker]
    }

    /// More processors at once than any machine has, and more series and steps than any trace; a trace may claim any
    /// number. A series that begins takes a hundred bytes, so that few events must not begin millions.
    private static let mostProcessors = Int(ProcessorCapacity.mostProcessors)
    private static let mostProcessorsWithSeries = 1 << 12
    private static let mostSeries = 1 << 15
    private static let mostSteps = 1 << 24

    /// Processors that the collector has.
    private var taken = 0
    private var stepCount = 0
    private var correctionCount = 0

    init(_ rule: UtilisationRule) { self.rule = rule }

    mutating func limit(_ value: Int64, at time: Int64) {
        let count = min(
            max(Int(clamping: value), 0), rule.isPerProcessor ? Self.mostProcessorsWithSeries : Self.mostProcessors)
        if processors.count > count {
            if rule.isPerProcessor { for processor in processors[count...] { add(0, at: time, to: processor.series) } }
            for processor in processors[count...] where processor.collecting > 0 { taken -= 1 }
            processors.removeLast(processors.count - count)
        }
        while processors.count < count {
            // A processor that comes and goes has a new series each time.
            guard !rule.isPerProcessor || steps.count < Self.mostSeries else { break }
            if rule.isPerProcessor || steps.isEmpty {
                stepCount += 1
                steps.append([UtilisationStep(time: time, utilisation: 1)])
            }
            processors.append(Processor(series: rule.isPerProcessor ? steps.count - 1 : 0))
        }
        if limits.last?.count != count { limits.append((time, count)) }
        record(at: time)
    }

    @inline(__always)
    mutating func transition(_ event: TraceEvent) {
        guard !processors.isEmpty else { return }
        let slot = Int(event.subjectSlot)
        marks.reach(slot, with: [])
        let was = Self.isExecuting(event.goroutineBefore)
        let isNow = Self.isExecuting(event.goroutineAfter)
        guard !marks[slot].isDisjoint(with: .collector) else {
            if isNow { marks[slot].insert(.executing) } else { marks[slot].remove(.executing) }
            return
        }
        collectorTransition(event, slot, was, isNow)
    }

    private mutating func collectorTransition(_ event: TraceEvent, _ slot: Int, _ was: Bool, _ isNow: Bool) {
        if isNow { marks[slot].insert(.executing) } else { marks[slot].remove(.executing) }
        let mark = marks[slot]
        if was != isNow {
            switch rule.workers {
            case .asGoCounts: count(isNow ? 1 : -1, on: event.processor)
            case .whileRunning:
                if mark.contains(.assisting) { count(isNow ? 1 : -1, on: event.processor) }
                if mark.contains(.worker), !isNow {
                    count(-1, on: event.processor)
                    marks[slot].remove(.worker)
                }
            }
        }
        // The number may go to another goroutine.
        if event.goroutineAfter == .notExist { marks[slot] = [] }
        record(at: event.time)
    }

    mutating func stop(_ event: TraceEvent) {
        guard !processors.isEmpty, rule.parts.contains(.stops) else { return }
        switch event.kind {
        case .rangeEnd: stops -= 1
        default: stops += 1
        }
        record(at: event.time)
    }

    /// - Parameter isFirstGeneration: whether the trace is in its first generation, where things turn out that were so
    ///   from the begin.
    mutating func sweep(_ event: TraceEvent, isFirstGeneration: Bool) {
        guard !processors.isEmpty, rule.parts.contains(.sweeps) else { return }
        if event.kind == .rangeActive {
            guard isFirstGeneration else { return }
            subtractFromBegin()
        }
        count(event.kind == .rangeEnd ? -1 : 1, on: event.processor)
        record(at: event.time)
    }

    mutating func assist(_ event: TraceEvent, isFirstGeneration: Bool) {
        guard !processors.isEmpty, rule.parts.contains(.assists) else { return }
        let slot = Int(event.subjectSlot)
        guard slot >= 0 else { return }
        marks.reach(slot, with: [])
        switch event.kind {
        case .rangeActive:
            guard isFirstGeneration else { return }
            let context = Int(event.goroutineSlot)
            let asks = rule.workers == .asGoCounts ? context : slot
            let isExecuting = marks.indices.contains(asks) && marks[asks].contains(.executing)
            if isExecuting { subtractFromBegin() }
            if isExecuting || rule.workers == .asGoCounts { count(1, on: event.processor) }
            marks[slot].insert(.assisting)
        case .rangeBegin:
            count(1, on: event.processor)
            marks[slot].insert(.assisting)
        default:
            count(-1, on: event.processor)
            marks[slot].remove(.assisting)
        }
        record(at: event.time)
    }

    /// A goroutine shows that it is a worker of the collector.
    mutating func worker(_ event: TraceEvent, isDedicated: Bool) {
        guard !processors.isEmpty, rule.parts.contains(.background), !(rule.isPerProcessor && isDedicated) else {
            return
        }
        let slot = Int(event.goroutineSlot)
        guard slot >= 0 else { return }
        marks.reach(slot, with: [])
        if rule.workers == .whileRunning, marks[slot].contains(.worker) { return }
        marks[slot].insert(.worker)
        count(1, on: event.processor)
        record(at: event.time)
    }

    /// Ends all series.
    mutating func finish(at time: Int64) {
        for processor in processors {
            add(0, at: time, to: processor.series)
            // Go lets a series that has ended at 0 end there; the trace goes on.
            guard rule.workers == .whileRunning, let last = steps[processor.series].last, last.time < time else {
                continue
            }
            steps[processor.series].append(UtilisationStep(time: time, utilisation: 0))
        }
    }

    private static func isExecuting(_ state: GoroutineState) -> Bool { state == .running || state == .syscall }

    private mutating func count(_ change: Int, on processor: Int32) {
        guard processors.indices.contains(Int(processor)) else { return }
        let index = Int(processor)
        if processors[index].collecting > 0 { taken -= 1 }
        processors[index].collecting += change
        if processors[index].collecting > 0 { taken += 1 }
    }

    /// Takes a processor off all that was recorded: the collector had it all the time, as is known only now.
    private mutating func subtractFromBegin() {
        // The series of a processor that is mentioned for the first time has nothing yet.
        guard !rule.isPerProcessor, !steps.isEmpty, !limits.isEmpty else { return }
        // No more than the processors can have done so; each costs a look at all steps.
        guard correctionCount < min(processors.count * 2, 512) else { return }
        correctionCount += 1
        var limit = 0
        for index in steps[0].indices {
            while limit < limits.count - 1, limits[limit + 1].time < steps[0][index].time { limit += 1 }
            let share = 1 / Double(limits[limit].count)
            steps[0][index].utilisation = max(steps[0][index].utilisation - share, 0)
        }
    }

    private mutating func record(at time: Int64) {
        guard !processors.isEmpty else { return }
        if rule.isPerProcessor {
            for index in processors.indices {
                let isTaken = stops > 0 || processors[index].collecting > 0
                add(isTaken ? 0 : 1, at: time, to: processors[index].series)
            }
        } else {
            let taken = stops > 0 ? processors.count : taken
            add(1 - Double(taken) / Double(processors.count), at: time, to: 0)
        }
    }

    private mutating func add(_ utilisation: Double, at time: Int64, to series: Int) {
        if let last = steps[series].last {
            if last.utilisation == utilisation { return }
            if last.time == time {
                // The least at one time counts.
                if utilisation < last.utilisation { steps[series][steps[series].count - 1].utilisation = utilisation }
                return
            }
        }
        guard stepCount < Self.mostSteps else { return }
        stepCount += 1
        steps[series].append(UtilisationStep(time: time, utilisation: utilisation))
    }
}
