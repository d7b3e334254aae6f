import Evidence
import GoProcess
import Report

/// The order of a list of goroutines.
enum GoroutineOrder {
    enum Column: String, Sendable { case id, state, age, place }

    /// What an order is kept by.
    struct Key: Sendable {
        /// What was listed: the filter, and the group or object whose goroutines are.
        var filter: GoroutineFilter
        var scope: GoroutineScope
        var column: Column
        var isDescending: Bool

        var name: String { "\(column) \(isDescending ? "down" : "up") \(scope.name) \(filter.name)" }
    }

    /// Unknown ages come last in both directions; equal ones are in the order of ids.
    static func sorted(
        _ members: [UInt32], in snapshot: GoroutineSnapshot, by column: Column, descending: Bool
    ) -> [UInt32] {
        let goroutines = snapshot.goroutines
        switch column {
        case .id: return descending ? members.reversed() : members
        case .age:
            let known = members.filter { goroutines[Int($0)].waitingNanoseconds >= 0 }
            let rest = members.filter { goroutines[Int($0)].waitingNanoseconds < 0 }
            return sorted(known, descending) { goroutines[Int($0)].waitingNanoseconds } + rest
        case .state:
            let ranks = Ranks(members.lazy.map { goroutines[Int($0)] }) {
                UInt64($0.state.rawValue) << 32 | UInt64($0.reason.rawValue)
            } text: {
                snapshot.stateText($0)
            }
            return sorted(members, descending) { ranks[goroutines[Int($0)]] }
        case .place:
            let places = PlaceText(snapshot)
            let ranks = Ranks(members.lazy.map { goroutines[Int($0)] }) {
                UInt64($0.stack.rawValue)
            } text: {
                places.place(snapshot.stacks.resolvedFrames($0.stack)) ?? ""
            }
            return sorted(members, descending) { ranks[goroutines[Int($0)]] }
        }
    }

    private static func sorted<Value: Comparable>(
        _ members: [UInt32], _ descending: Bool, _ value: (UInt32) -> Value
    ) -> [UInt32] {
        // Values are fetched once, since goroutines lie far apart in memory. Members ascend by id.
        let keyed = members.map { (value: value($0), member: $0) }
        let sorted = keyed.sorted { a, b in
            a.value == b.value ? a.member < b.member : (a.value < b.value) != descending
        }
        return sorted.map(\.member)
    }

    /// Places of texts in their order, by the number that stands for each text: a million goroutines have few.
    private struct Ranks {
        private var ranks: [UInt64: Int] = [:]
        private let key: (Goroutine) -> UInt64

        init(
            _ goroutines: some Sequence<Goroutine>, key: @escaping (Goroutine) -> UInt64, text: (Goroutine) -> String
        ) {
            self.key = key
            var texts: [UInt64: String] = [:]
            for goroutine in goroutines {
                let number = key(goroutine)
                if texts[number] == nil { texts[number] = text(goroutine) }
            }
            let distinct = Set(texts.values).sorted()
            let places = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices))
            for (number, text) in texts { ranks[number] = places[text] }
        }

        subscript(_ goroutine: Goroutine) -> Int { ranks[key(goroutine)] ?? 0 }
    }
}
