import GoProcess

/// How the runtime's figures went while the program was watched.
struct RuntimeHistory: Sendable {
    let states: [RuntimeState]
    let first: RuntimeState
    let last: RuntimeState
    /// Seconds from the first to the last.
    let seconds: Double

    /// Nil for fewer than two moments.
    init?(_ states: [RuntimeState]) {
        guard let first = states.first, let last = states.last, states.count >= 2,
            let begin = first.monotonicTime, let end = last.monotonicTime, end > begin
        else { return nil }
        self.states = states
        self.first = first
        self.last = last
        seconds = Double(end - begin) / 1e9
    }

    /// How much a counter grew; nil where it is not known, or began anew.
    func grown(_ value: (RuntimeState) -> Int?) -> Int? {
        guard let a = value(first), let b = value(last), b >= a else { return nil }
        return b - a
    }

    func trend(_ value: (RuntimeState) -> Int?) -> Trend? {
        Trend(
            states.compactMap { state in
                guard let time = state.monotonicTime, let number = value(state) else { return nil }
                return (Double(time) / 1e9, Double(number))
            })
    }

    /// The mean of a figure over all moments; nil where it is never known.
    func mean(_ value: (RuntimeState) -> Int?) -> Double? {
        let known = states.compactMap(value)
        return known.isEmpty ? nil : Double(known.reduce(0, +)) / Double(known.count)
    }

    /// The middle one of a figure's values.
    func median(_ value: (RuntimeState) -> Int?) -> Int? {
        let known = states.compactMap(value).sorted()
        return known.isEmpty ? nil : known[known.count / 2]
    }

    var cycles: Int { grown { $0.collector.cycles } ?? 0 }
    var forced: Int { grown { $0.collector.forcedCycles } ?? 0 }
    /// Bytes allocated in a second.
    var allocationRate: Double? { grown { $0.collector.totalAllocated }.map { Double($0) / seconds } }

    /// Pauses of the cycles that ended meanwhile, in nanoseconds.
    var pauses: [Int] { Array(last.collector.recentPauses.suffix(max(0, cycles)).map(\.duration)) }

    /// Bytes that each of the collections kept that were seen, in order.
    var kept: [Int] {
        var result: [Int] = []
        var cycle = -1
        for state in states {
            guard let number = state.collector.cycles, number != cycle, let marked = state.collector.heapMarked else {
                continue
            }
            cycle = number
            result.append(marked)
        }
        return result
    }
}
