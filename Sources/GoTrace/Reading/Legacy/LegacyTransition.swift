/// What an event needs of a goroutine's history before it may come, and what it makes of it.
///
/// The clocks of processors may disagree, so the order of events on different processors follows from numbers that
/// the runtime gave to the steps of each goroutine. Source: `internal/trace/internal/tracev1/order.go` of Go 1.27.3.
struct LegacyTransition {
    enum Status: UInt8 {
        case dead, runnable, running, waiting
    }

    /// How far a goroutine is, or the collector.
    struct State: Hashable {
        var sequence: UInt64 = 0
        var status = Status.dead
    }

    /// What has a history: a goroutine, or all collections together.
    enum Subject: Hashable {
        case goroutine(UInt64)
        case collector
    }

    /// What has to be in a certain state for an event to come.
    struct Requirement: Hashable {
        var subject: Subject
        /// nil: any will do, since the event before stands in the same batch.
        var sequence: UInt64?
        var status: Status
    }

    private enum NextSequence {
        case same, following
    }

    var requirement: Requirement
    private var next: Status
    private var nextSequence: NextSequence

    private init(
        _ subject: Subject, sequence: UInt64?, _ status: Status, to next: Status, _ nextSequence: NextSequence
    ) {
        requirement = Requirement(subject: subject, sequence: sequence, status: status)
        self.next = next
        self.nextSequence = nextSequence
    }

    /// nil for an event that may come at any time.
    init?(_ event: LegacyEvent) {
        let own = Subject.goroutine(event.goroutine)
        let named = Subject.goroutine(event.first)
        switch event.type {
        case .goCreate: self.init(named, sequence: 0, .dead, to: .runnable, .following)
        case .goWaiting, .goInSystemCall: self.init(own, sequence: 1, .runnable, to: .waiting, .following)
        case .goStart, .goStartLabel: self.init(own, sequence: event.second, .runnable, to: .running, .following)
        case .goStartLocal: self.init(own, sequence: nil, .runnable, to: .running, .following)
        case .systemCallBlock: self.init(own, sequence: nil, .running, to: .waiting, .same)
        case .goYield, .goPreempt: self.init(own, sequence: nil, .running, to: .runnable, .same)
        case .goUnblock, .systemCallExit:
            self.init(named, sequence: event.second, .waiting, to: .runnable, .following)
        case .goUnblockLocal, .systemCallExitLocal: self.init(named, sequence: nil, .waiting, to: .runnable, .following)
        case .collectionStart: self.init(.collector, sequence: event.first, .dead, to: .dead, .following)
        default:
            guard event.type.isBlock else { return nil }
            self.init(own, sequence: nil, .running, to: .waiting, .same)
        }
    }

    func isReady(_ state: State) -> Bool {
        state.status == requirement.status && (requirement.sequence ?? state.sequence) == state.sequence
    }

    func state(after state: State) -> State {
        State(sequence: nextSequence == .same ? state.sequence : state.sequence &+ 1, status: next)
    }
}
