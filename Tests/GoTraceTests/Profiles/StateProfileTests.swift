import Evidence
import GoTrace
import Testing
import Wire

/// What counts in profiles of states, by made-up events; that all sums are those of Go is tried on real traces.
@Suite struct StateProfileTests {
    /// Events as a trace would give them.
    private struct Source: TraceEventSource {
        var tables = TraceTables()
        var events: [TraceEvent]

        mutating func read(into events: inout [TraceEvent], limit: Int) throws(InputError) {
            events = self.events
            self.events = []
        }
    }

    private static func move(
        _ goroutine: Int64, _ before: GoroutineState, _ after: GoroutineState, at time: Int64, stack: UInt32 = 0
    ) -> TraceEvent {
        var event = TraceEvent(kind: .goroutineTransition, type: .goStart, time: time)
        event.subject = goroutine
        event.subjectSlot = Int32(goroutine - 1)
        event.before = before.rawValue
        event.after = after.rawValue
        event.stack = stack
        return event
    }

    private func profile(_ kind: StateProfile.Kind, _ events: [TraceEvent], _ window: TraceWindow = TraceWindow())
        -> [UInt32: [Int64]]
    {
        var source = Source(events: [TraceEvent(kind: .sync, type: .sync, time: 0)] + events)
        for _ in 0..<9 { _ = source.tables.stacks.intern([UInt32(source.tables.stacks.count)][...]) }
        for number in 0..<10 {
            _ = source.tables.stacks.intern(
                frame: TraceFrame(
                    programCounter: UInt64(number), function: source.tables.strings.intern("f\(number)"),
                    file: .empty, line: 1))
        }
        var pass = TracePass([StateProfile(kind)], window: window)
        #expect(pass.run(&source) == nil)
        let result = pass.result(StateProfile.self)
        var sums: [UInt32: [Int64]] = [:]
        for stack in result.counts.indices where result.counts[stack] > 0 {
            sums[UInt32(stack)] = [result.counts[stack], result.nanoseconds[stack]]
        }
        return sums
    }

    /// Go takes what came before the first run for outside of the goroutine's life.
    @Test func whatComesBeforeTheFirstRunDoesNotCount() {
        let events = [
            Self.move(1, .notExist, .runnable, at: 10, stack: 1), Self.move(1, .runnable, .running, at: 30),
            Self.move(1, .running, .runnable, at: 40, stack: 2), Self.move(1, .runnable, .running, at: 45),
        ]
        #expect(profile(.sched, events) == [2: [1, 5]])
    }

    @Test func aGoroutineThatNeverRunsCounts() {
        let events = [
            Self.move(1, .notExist, .syscall, at: 10, stack: 1), Self.move(1, .syscall, .notExist, at: 30),
            Self.move(2, .undetermined, .syscall, at: 40, stack: 2), Self.move(2, .syscall, .runnable, at: 47),
        ]
        #expect(profile(.syscall, events) == [1: [1, 20], 2: [1, 7]])
    }

    @Test func whatDoesNotEndDoesNotCount() {
        let events = [
            Self.move(1, .undetermined, .running, at: 10), Self.move(1, .running, .syscall, at: 20, stack: 1),
            Self.move(1, .syscall, .syscall, at: 25, stack: 2), Self.move(1, .syscall, .running, at: 50),
            Self.move(1, .running, .syscall, at: 60, stack: 1),
        ]
        #expect(profile(.syscall, events) == [1: [1, 30]])
    }

    @Test func aWindowCountsWhatBeginsAndEndsInIt() {
        let events = [
            Self.move(1, .undetermined, .running, at: 10), Self.move(1, .running, .syscall, at: 20, stack: 1),
            Self.move(1, .syscall, .running, at: 30), Self.move(1, .running, .syscall, at: 40, stack: 2),
            Self.move(1, .syscall, .running, at: 49), Self.move(1, .running, .syscall, at: 60, stack: 3),
            Self.move(1, .syscall, .running, at: 90),
        ]
        #expect(profile(.syscall, events, TraceWindow(from: 25, to: 70)) == [2: [1, 9]])
    }
}
