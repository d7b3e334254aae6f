import Wire

/// Gives ordered events of the old format their final times.
enum LegacyClock {
    /// The longest time that a trace may span, in nanoseconds (146 years), so that later sums cannot overflow.
    private static let longest: Double = 0x1p62

    /// Moves the ends of system calls, which were put in order by the time at which they were written down, to the time
    /// at which they happened.
    static func correctSystemCalls(_ events: inout [LegacyEvent], _ cursor: LegacyRecordCursor) throws(InputError) {
        var blocked: [UInt64: Int64] = [:]
        for index in events.indices {
            switch events[index].type {
            case .systemCallBlock, .goInSystemCall: blocked[events[index].goroutine] = events[index].time
            case .systemCallExit:
                let time = Int64(truncatingIfNeeded: events[index].third)
                if time == 0 { continue }
                guard let start = blocked[events[index].goroutine], start != 0 else {
                    throw cursor.error(
                        .malformed, "goroutine \(events[index].goroutine) leaves a system call that it did not enter",
                        at: events[index])
                }
                guard time >= start else { throw cursor.timesOutOfOrder(at: events[index]) }
                events[index].time = time
            default: break
            }
        }
        // Swift's sort keeps the order of equals.
        events.sort { $0.time < $1.time }
    }

    /// Turns ticks into nanoseconds since the first event.
    static func convert(
        _ events: inout [LegacyEvent], ticksPerSecond: Int64, _ cursor: LegacyRecordCursor
    ) throws(InputError) {
        guard let first = events.first?.time else { return }
        let nanoseconds = 1e9 / Double(ticksPerSecond)
        for index in events.indices {
            let time = Double(events[index].time &- first) * nanoseconds
            guard time >= 0, time < longest else {
                throw cursor.error(.malformed, "the trace claims to span more than a century", at: events[index])
            }
            events[index].time = Int64(time)
        }
    }

    /// Moves what the poller, timers and the end of system calls do to places of their own.
    static func separateTimersAndSystemCalls(_ events: inout [LegacyEvent], timerGoroutines: Set<UInt64>) {
        for index in events.indices {
            switch events[index].type {
            case .goUnblock where timerGoroutines.contains(events[index].goroutine):
                events[index].processor = LegacyProcessor.timers
            case .systemCallExit: events[index].processor = LegacyProcessor.systemCalls
            default: break
            }
        }
    }

    /// Marks system calls that lose their processor, by a 1 in `first`: the next event of their goroutine says so.
    static func markBlockingSystemCalls(_ events: inout [LegacyEvent]) {
        var open: [UInt64: Int] = [:]
        for index in events.indices {
            if let call = open.removeValue(forKey: events[index].goroutine), events[index].type == .systemCallBlock {
                events[call].first = 1
            }
            if events[index].type == .systemCall { open[events[index].goroutine] = index }
        }
    }
}
