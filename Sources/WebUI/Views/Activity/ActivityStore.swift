import GoProfile
import Report
import SystemActivity
import Wire

/// The events of a source, in memory, and what was found out of them.
final class ActivityStore: Sendable {
    /// What was asked of the events, and in what order.
    private struct OrderKey: Hashable, Sendable {
        var filter: EventFilter
        var order: EventOrder
    }

    private let held: Shared<HeldActivity>
    /// Numbers of the events that are shown, ascending; nil for all. 4 MB for each million.
    private let filtered = RecentValues<EventFilter, [UInt32]?>(limit: 8)
    /// The same in the order of a table.
    private let ordered = RecentValues<OrderKey, [UInt32]?>(limit: 4)
    /// Summaries, trees and the like, by what they are and what they are of.
    let results = RecentValues<String, any Sendable>(limit: 12)

    private init(_ name: String, open: @escaping @Sendable () throws -> any ActivitySource) {
        held = Shared { control in
            control.report("reading \(name)")
            return try HeldActivity(reading: try open()) { count in
                control.report("reading \(name): \(count) events")
                try control.check()
            }
        }
    }

    /// - Parameter number: of a source of the document; nil for the first that has activity.
    /// - Throws: 404 when it has none.
    static func of(_ document: Document, _ number: Int?) throws -> ActivityStore {
        let sources = try document.opened().sources
        let first = sources.firstIndex {
            if case .activity = $0.kind { true } else { false }
        }
        guard let number = number ?? first else { throw PageError.notFound("system activity in this document") }
        let source = try document.source(number)
        guard case .activity(let open) = source.kind else {
            throw PageError.notFound("system activity in source \(number)")
        }
        return document.kept.value("activity.\(number)") { ActivityStore(source.name, open: open) }
    }

    /// All events.
    /// - Throws: what is wrong with the source.
    func activity(_ control: JobControl) throws -> HeldActivity { try held.get(control) }

    /// Numbers of the events that a filter lets through, ascending; nil for all.
    /// - Throws: 400 for a condition that is none.
    func numbers(_ filter: EventFilter, _ control: JobControl) throws -> [UInt32]? {
        if filter.isEmpty { return nil }
        let source = try activity(control)
        return try filtered.get(filter, control) { control in
            var run = HeldFilter(filter.rules, try filter.query(), text: filter.isPlainText ? filter.text : "")
            return try run.numbers(of: source) { _ in try control.check() }
        }
    }

    /// The same in the order of a table.
    func numbers(_ filter: EventFilter, by order: EventOrder, _ control: JobControl) throws -> [UInt32]? {
        let shown = try numbers(filter, control)
        if order.isOfLog { return shown }
        let source = try activity(control)
        return try ordered.get(OrderKey(filter: filter, order: order), control) { control in
            try order.sorted(shown, of: source, control)
        }
    }

    /// The events that a filter lets through, in the order of their begins.
    func activity(_ filter: EventFilter, _ control: JobControl) throws -> HeldActivity {
        try activity(control).selecting(numbers(filter, control))
    }

    /// Something that is made of the events once.
    /// - Parameter name: says what, and of which events.
    func result<Value: Sendable>(
        _ name: String, _ filter: EventFilter, _ control: JobControl,
        _ make: @escaping @Sendable (inout HeldActivity) throws -> Value
    ) throws -> Value {
        let made = try results.get("\(name)\u{1f}\(filter.key)", control) { control in
            var source = try self.activity(filter, control)
            return try make(&source)
        }
        guard let value = made as? Value else { throw PageError(500, "Two results have the name \(name).") }
        return value
    }

    /// Stretches in which threads did not run, by kernel and user stack, as a profile: number, nanoseconds blocked and
    /// ready. For flame graphs.
    func waits(_ control: JobControl) throws -> Profile {
        try result("waits", EventFilter(), control) { StackProfile.waits($0.tables, clock: $0.clock) }
    }

    /// The stacks of the events that a filter lets through, as a profile: how many events, and nanoseconds, with the
    /// operation as the innermost frame. For flame graphs.
    func profile(_ filter: EventFilter, _ control: JobControl) throws -> Profile {
        try result("profile", filter, control) { source in
            let tallies = try StackTallies(&source)
            return StackProfile.make(tallies, source.tables, clock: source.clock)
        }
    }
}
