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

    private struct Maker {
        let tables: ActivityTables
        var builder = ProfileBuilder(
            sampleTypes: [("events", "count"), ("time", "nanoseconds")], periodType: ("events", "count"))
        /// Locations of each stack that was met, innermost first.
        private var stacks: [UInt32: [UInt32]] = [:]

        init(tables: ActivityTables) { self.tables = tables }

        mutating func add(_ row: StackTallies.Row) {
            let run = stacks[row.stack] ?? tables.knownFrames(row.stack).map { location($0) }
            stacks[row.stack] = run
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
