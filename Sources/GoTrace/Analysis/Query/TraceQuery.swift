import Evidence
import Wire

/// A condition on intervals of goroutines in sonde's query language, such as
/// `kind == mutex && duration > 5ms && stack ~ "main\."`.
///
/// - Fields of text: `state` (`running`, `runnable`, `waiting`, `syscall`; of a waiting goroutine also what `kind` is),
///   `kind` (what it waits for, such as `chan receive`, `mutex`, `network`), `reason` (the runtime's words), `begin`
///   (how it came into the state: `created`, `woken`, `woken by runtime`, `preempted`, `yielded`, `after syscall`,
///   `started`, `entered`, `resumed`), `stack` (each frame's function, and its file:line), `function` (innermost frame
///   outside of the standard library, or the innermost one), `root` (function that the goroutine began with), `creator`
///   (frames of the `go` statement), `waker` (frames of who ended the wait).
/// - Numbers: `id`, `parent`, `processor`, `thread`, `woken-by` (a goroutine's id). Where there is none every comparison
///   is false.
/// - Durations: `duration` of the interval, `age` of the goroutine at its end; unknown for those older than the trace.
/// - Facts: `open` (had not ended when the trace did), `censored` (had begun before the trace), `lost` (a system call
///   that lost its processor).
///
/// Operators are those of `sonde goroutines --where`.
public struct TraceQuery: Sendable {
    /// As it was given.
    public let text: String
    private let expression: QueryExpression<TraceQueryField>

    /// - Throws: `InputError` with code `usage`, which shows the query with a caret under the place.
    public init(parsing text: String) throws {
        self.text = text
        do {
            expression = try QueryExpression(parsing: text)
        } catch let error as QueryError {
            throw InputError(.usage, error.description)
        }
    }

    /// Tells of intervals of one trace whether the query holds. Texts are examined once for each distinct one.
    public func condition() -> @Sendable (GoroutineInterval, TraceScene) -> Bool {
        let matcher = TraceQueryMatcher(expression)
        return { matcher.holds($0, $1) }
    }
}

/// A field of intervals that a query asks about.
enum TraceQueryField: QueryField {
    case state, kind, reason, begin, stack, function, root, creator, waker
    case id, parent, processor, thread, wokenBy
    case duration, age
    case open, censored, lost

    var kind: QueryValueKind {
        switch self {
        case .state, .kind, .reason, .begin, .stack, .function, .root, .creator, .waker: .text
        case .id, .parent, .processor, .thread, .wokenBy: .number
        case .duration, .age: .duration
        case .open, .censored, .lost: .flag
        }
    }

    init?(word: String) {
        guard let field = Self.named[word] else { return nil }
        self = field
    }

    private static let named: [String: TraceQueryField] = [
        "state": .state, "kind": .kind, "reason": .reason, "begin": .begin, "stack": .stack, "function": .function,
        "root": .root, "creator": .creator, "waker": .waker, "id": .id, "parent": .parent, "processor": .processor,
        "thread": .thread, "woken-by": .wokenBy, "duration": .duration, "age": .age, "open": .open,
        "censored": .censored, "lost": .lost,
    ]

    static let names =
        "id, parent, root, function, stack, state, kind, reason, begin, duration, age, processor, thread, woken-by, "
        + "waker, creator, open, censored or lost"
}
