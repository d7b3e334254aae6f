/// When something is to be done: terms that each fire by themselves, `goroutines > 5000 || cpu > 90% for 10s || SIGUSR2`.
///
/// A term fires when it becomes true, and anew only when it has been false in between.
public struct TriggerCondition: Sendable {
    /// What stands between `||`, at the top.
    public struct Term: Sendable {
        let expression: QueryExpression<TriggerField>
        /// What it asks about, in order, each once.
        public let fields: [TriggerField]
        /// Whether it waits for a signal.
        public var isMomentary: Bool { fields.contains(where: \.isMomentary) }
        /// As it could have been written.
        public var text: String { TriggerText.text(expression) }
    }

    public let terms: [Term]
    private var isArmed: [Bool]
    private var evaluations: [TriggerEvaluation]

    /// - Throws: `QueryError`, which shows the place.
    public init(parsing text: String) throws {
        terms = Self.alternatives(try QueryExpression(parsing: text)).map { Term(expression: $0, fields: $0.fields) }
        isArmed = terms.map { _ in true }
        evaluations = terms.map { _ in TriggerEvaluation() }
    }

    private static func alternatives(_ expression: QueryExpression<TriggerField>) -> [QueryExpression<TriggerField>] {
        guard case .any(let parts) = expression else { return [expression] }
        return parts.flatMap { alternatives($0) }
    }

    public var fields: Set<TriggerField> { Set(terms.flatMap(\.fields)) }

    /// Looks at a moment, and says which terms fire.
    /// - Parameter mayFire: whether a term may fire now; one that may not keeps being looked at.
    public mutating func observe(_ sample: TriggerSample, mayFire: (Term) -> Bool = { _ in true }) -> [Term] {
        var fired: [Term] = []
        for (number, term) in terms.enumerated() {
            guard evaluations[number].value(term.expression, sample) == true else {
                isArmed[number] = true
                continue
            }
            guard isArmed[number], mayFire(term) else { continue }
            fired.append(term)
            // The next signal is another one.
            isArmed[number] = term.isMomentary
        }
        return fired
    }
}

/// What has to be remembered of one term between two moments.
struct TriggerEvaluation: Sendable {
    /// Since when each condition with a time has held, in the order in which they stand in the term; nil while it does not.
    private var beginnings: [Int64?] = []
    private var position = 0

    /// Nil when it is not known.
    mutating func value(_ expression: QueryExpression<TriggerField>, _ sample: TriggerSample) -> Bool? {
        position = 0
        return evaluate(expression, sample)
    }

    /// All parts are looked at each time, since conditions with a time have to see every moment.
    private mutating func evaluate(_ expression: QueryExpression<TriggerField>, _ sample: TriggerSample) -> Bool? {
        switch expression {
        case .all(let parts):
            let values = parts.map { evaluate($0, sample) }
            return values.contains(false) ? false : values.contains(nil) ? nil : true
        case .any(let parts):
            let values = parts.map { evaluate($0, sample) }
            return values.contains(true) ? true : values.contains(nil) ? nil : false
        case .not(let part): return evaluate(part, sample).map { !$0 }
        case .number(let field, let order, let wanted): return sample.values[field].map { order.holds($0, wanted) }
        case .present(let field): return sample.signals.contains(field)
        case .held(let part, let duration):
            let number = position
            position += 1
            if number == beginnings.count { beginnings.append(nil) }
            let value = evaluate(part, sample)
            guard value == true else {
                beginnings[number] = nil
                return value
            }
            let begin = beginnings[number] ?? sample.time
            beginnings[number] = begin
            return sample.time - begin >= duration
        // The parser makes none of these: there are no texts.
        case .equals, .contains, .matches, .duration, .under: return nil
        }
    }
}

extension QueryExpression<TriggerField> {
    /// What it asks about, in order, each once.
    var fields: [TriggerField] {
        var result: [TriggerField] = []
        for field in all where !result.contains(field) { result.append(field) }
        return result
    }

    private var all: [TriggerField] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.all)
        case .not(let part), .under(let part), .held(let part, _): part.all
        case .present(let field), .equals(let field, _), .contains(let field, _), .matches(let field, _),
            .number(let field, _, _), .duration(let field, _, _):
            [field]
        }
    }
}
