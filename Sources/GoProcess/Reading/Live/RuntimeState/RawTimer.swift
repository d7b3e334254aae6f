import Wire

/// The fields of a `runtime.timer`, as they were at one moment.
struct RawTimer {
    /// CLOCK_MONOTONIC in nanoseconds.
    var when: Int
    /// Nanoseconds; 0 unless periodic.
    var period: Int
    /// Runtime address of the function value that is called.
    var function: UInt64
    /// Data word of its argument.
    var argument: UInt64
    var isStopped: Bool

    /// Where they lie; looked up once for all timers.
    struct Layout {
        let size, when, period, function, argument: Int
        let state: State

        enum State {
            /// Bits, since Go 1.23.
            case bits(Int)
            /// A number, and where a time stands that was set later.
            case number(Int, later: Int)
        }

        /// Nil when a field is missing that all versions have.
        init?(_ layout: RuntimeStateLayout) {
            guard let size = layout["timer"], let when = layout["timer.when"], let period = layout["timer.period"],
                let function = layout["timer.f"], let argument = layout["timer.arg"], (8...4096).contains(size)
            else { return nil }
            if let state = layout["timer.state"] {
                self.state = .bits(state)
            } else if let status = layout["timer.status"], let later = layout["timer.nextwhen"] {
                state = .number(status, later: later)
            } else {
                return nil
            }
            (self.size, self.when, self.period, self.function) = (size, when, period, function)
            // Behind the type of the interface value.
            self.argument = argument + 8
            // Offsets of a file may be anything.
            guard [when, period, function, argument + 8].allSatisfy({ (0...size - 8).contains($0) }) else { return nil }
            switch state {
            case .bits(let bits): if bits < 0 || bits >= size { return nil }
            case .number(let number, let later):
                if min(number, later) < 0 || max(number, later) > size - 8 { return nil }
            }
        }
    }

    /// Bits and numbers of the state (runtime/time.go).
    private static let zombie: UInt8 = 4
    private static let deleted: UInt32 = 3
    private static let moved: ClosedRange<UInt32> = 7...8

    init(_ bytes: Bytes, at offset: Int, _ layout: Layout) {
        func word(_ field: Int) -> UInt64 { bytes.checkedLoad(offset + field) }
        when = Int(truncatingIfNeeded: word(layout.when))
        period = Int(truncatingIfNeeded: word(layout.period))
        function = word(layout.function)
        argument = word(layout.argument)
        switch layout.state {
        case .bits(let state): isStopped = bytes.checkedLoad(offset + state, as: UInt8.self) & Self.zombie != 0
        case .number(let status, let later):
            let status: UInt32 = bytes.checkedLoad(offset + status)
            isStopped = status == Self.deleted
            if Self.moved.contains(status) { when = Int(truncatingIfNeeded: word(later)) }
        }
    }
}
