import Evidence
import GoProfile
import SystemActivity

/// Stacks of events as a profile of pprof's: how many events, and nanoseconds, with the operation as the innermost frame,
/// and process and operation as labels. Events that have no stack are one row.
public enum StackProfile {
    public static func make(_ tallies: StackTallies, _ tables: ActivityTables, clock: ActivityClock) -> Profile {
        var maker = Maker(tables: tables)
        for row in tallies.rows { maker.add(row) }
        if tallies.withoutStack.count > 0 { maker.add(withoutStack: tallies.withoutStack) }
        var profile = maker.builder.profile
        profile.durationNanoseconds = tallies.duration
        if let offset = clock.wallOffset, tallies.start <= tallies.end {
            profile.timeNanoseconds = tallies.start &+ offset
        }
        profile.period = 1
        return profile
    }

    /// Stretches in which threads did not run as a profile of pprof's: how many, nanoseconds in which they waited for
    /// something, and in which they could have run and had no processor. Frames of the kernel are the innermost ones;
    /// process and system call are labels.
    public static func waits(_ tables: ActivityTables, clock: ActivityClock) -> Profile {
        var maker = Maker(
            tables: tables, sampleTypes: [("waits", "count"), ("blocked", "nanoseconds"), ("ready", "nanoseconds")])
        var (start, end) = (Int64.max, Int64.min)
        for wait in tables.waits {
            (start, end) = (min(start, wait.time), max(end, wait.end))
            maker.add(wait)
        }
        maker.finishWaits()
        var profile = maker.builder.profile
        profile.durationNanoseconds = start <= end ? end &- start : 0
        if let offset = clock.wallOffset, start <= end { profile.timeNanoseconds = start &+ offset }
        profile.period = 1
        return profile
    }

    private struct Maker {
        let tables: ActivityTables
        var builder: ProfileBuilder

        /// What waits have in common.
        private struct WaitKey: Hashable {
            var kernelStack: UInt32
            var stack: UInt32
            var process: StringID
            var operation: StringID
            var isPreempted: Bool
        }

        /// Number, nanoseconds blocked and ready; with the order in which they first came.
        private var waits: [WaitKey: (place: Int, values: [Int64])] = [:]
        /// Locations of each stack that was met, innermost first.
        private var stacks: [UInt32: [UInt32]] = [:]

        init(
            tables: ActivityTables,
            sampleTypes: [(type: String, unit: String)] = [("events", "count"), ("time", "nanoseconds")]
        ) {
            self.tables = tables
            builder = ProfileBuilder(sampleTypes: sampleTypes, periodType: sampleTypes[0])
        }

        mutating func add(_ wait: ActivityWait) {
            let process = wait.process >= 0 ? tables.processes[Int(wait.process)].name : .empty
            let key = WaitKey(
                kernelStack: wait.kernelStack, stack: wait.stack, process: process, operation: wait.operation,
                isPreempted: wait.isPreempted)
            var sum = waits[key] ?? (waits.count, [0, 0, 0])
            sum.values[0] += 1
            sum.values[1] &+= wait.duration &- wait.ready
            sum.values[2] &+= wait.ready
            waits[key] = sum
        }

        mutating func finishWaits() {
            for (key, sum) in waits.sorted(by: { $0.value.place < $1.value.place }) {
                var stack = run(key.kernelStack) + run(key.stack)
                if stack.isEmpty {
                    stack = [location(name: FoldedEventStacks.withoutStack, file: "", line: 0)]
                }
                var labels = [label("process", tables.strings[key.process])]
                if key.operation != .empty { labels.append(label("operation", tables.strings[key.operation])) }
                if key.isPreempted { labels.append(label("preempted", "yes")) }
                builder.append(stack: stack, values: sum.values, labels: labels)
            }
        }

        /// Locations of a stack, innermost first.
        private mutating func run(_ stack: UInt32) -> [UInt32] {
            if stack == 0 { return [] }
            if let known = stacks[stack] { return known }
            let made = tables.knownFrames(stack).map { location($0) }
            stacks[stack] = made
            return made
        }

        mutating func add(_ row: StackTallies.Row) {
            let run = run(row.stack)
            let operation = tables.strings[row.operation]
            let leaf = location(name: operation, file: "", line: 0)
            builder.append(
                stack: [leaf] + run, values: [Int64(row.tally.count), row.tally.sum],
                labels: [label("operation", operation), label("process", tables.strings[row.process])])
        }

        mutating func add(withoutStack tally: ActivityTally) {
            let location = location(name: FoldedEventStacks.withoutStack, file: "", line: 0)
            builder.append(stack: [location], values: [Int64(tally.count), tally.sum], labels: [])
        }

        private mutating func label(_ key: String, _ value: String) -> ProfileLabel {
            ProfileLabel(key: builder.intern(key), string: builder.intern(value))
        }

        private mutating func location(_ frame: ActivityFrame) -> UInt32 {
            guard case .function(let id) = frame else {
                return location(name: tables.title(of: frame), file: "", line: 0)
            }
            let table = tables.symbols.table
            return location(
                name: table.functionName(id), file: table.fileName(id), line: id == .none ? 0 : Int64(table[id].line))
        }

        private mutating func location(name: String, file: String, line: Int64) -> UInt32 {
            let function = builder.function(name: builder.intern(name), file: builder.intern(file))
            return builder.location(lines: [ProfileLine(function: function, line: line)])
        }
    }
}
