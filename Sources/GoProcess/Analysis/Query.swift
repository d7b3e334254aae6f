import Evidence
import Wire

/// A condition on goroutines in sonde's query language, such as
/// `state == "chan receive" && age > 60s && stack ~ "main\."`.
///
/// - Fields of text, with `==`, `!=`, and `~`, `!~` for regular expressions that match anywhere in the text: `state`
///   (as a dump prints it; `==` also knows the runtime's own word, such as `waiting`), `stack` (each frame's function,
///   and its file:line), `function` (innermost frame outside of the standard library, or the innermost one), `creator`
///   (function and file:line of the `go` statement), `label.KEY` or `label["any key"]`, `waits` (`channel 0xc000…`, and
///   the variable's name or the descriptor's target, of each thing it waits for), `peer` (the far address of a socket
///   it waits on), `syscall`. A field with several texts equals or matches when one of them does.
/// - Numbers, with `==`, `!=`, `<`, `<=`, `>`, `>=`: `id`, `parent`, `thread`; 0 for none.
/// - A duration, with the same operators: `age`. When the age is unknown every comparison is false.
/// - Facts, alone or with `== true`: `locked` (to a thread), `leaked` (by the runtime's word or by sonde's search),
///   `system` (the runtime's own).
/// - Any field alone holds when there is something: `label.tenant`, `peer`.
/// - `!`, `&&`, `||`, or `not`, `and`, `or`, and parentheses; texts in "", '' or ``, or bare words. `contains` looks for a
///   part of a text as it is.
public struct Query: Sendable {
    /// As it was given.
    public let text: String
    let expression: QueryExpression<GoroutineQueryField>

    /// - Throws: `InputError` with code `usage`, which shows the query with a caret under the place and says what was
    ///   expected there.
    public init(parsing text: String) throws {
        self.text = text
        do {
            expression = try QueryExpression(parsing: text)
        } catch let error as QueryError {
            throw InputError(.usage, error.description)
        }
    }

    /// Tells for goroutines of one snapshot whether the query holds. Texts are examined once for each distinct one.
    public func matcher(for snapshot: GoroutineSnapshot) -> (Goroutine) -> Bool {
        QueryCompiler(snapshot: snapshot).condition(expression)
    }
}
