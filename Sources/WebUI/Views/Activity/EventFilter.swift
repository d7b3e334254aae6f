import SystemActivity
import Wire

/// Which events are meant: Process Monitor's rules, and a condition or a text, as they stand in an address.
///
/// Rules are texts with U+001E between them. Each begins with `+` (includes) or `-` (excludes); one that is switched off
/// has `!` before that.
struct EventFilter: Hashable, Sendable {
    /// Those that are switched on.
    var rules: [ProcmonRule] = []
    /// A condition in sonde's query language, or any text that is looked for; empty for neither.
    var text = ""

    init() {}

    /// - Parameter prefix: `h` for what is highlighted.
    /// - Throws: 400 for a rule or a condition that is none.
    init(_ request: PageRequest, prefix: String = "") throws {
        for part in (request.query["\(prefix)rules"] ?? "").split(separator: "\u{1e}") where part.first != "!" {
            guard part.first == "+" || part.first == "-" else {
                throw PageError(400, "A rule begins with + or -: \(part)")
            }
            do {
                rules.append(try ProcmonRule(parsing: String(part.dropFirst()), isInclude: part.first == "+"))
            } catch { throw PageError(400, "\(error)") }
        }
        text = request.query["\(prefix)q"] ?? ""
        _ = try query()
    }

    /// Whether all events are meant.
    var isEmpty: Bool { rules.isEmpty && text.isEmpty }

    /// Tells filters apart.
    var key: String { rules.map { ($0.isInclude ? "+" : "-") + $0.text }.joined(separator: "\u{1e}") + "\u{1d}" + text }

    /// The condition; nil for none, and for a text that is looked for.
    /// - Throws: 400 with a caret under what is wrong.
    func query() throws -> ActivityQuery? {
        if text.isEmpty { return nil }
        do { return try ActivityQuery(parsing: text) } catch {
            guard isPlainText else { throw PageError(400, "\(error)") }
            return nil
        }
    }

    /// Whether the text is looked for as it is: it is no condition, and has nothing of one.
    var isPlainText: Bool {
        guard !text.isEmpty, (try? ActivityQuery(parsing: text)) == nil else { return false }
        let signs = ["==", "!=", "~", "<", ">", " contains ", "\"", "`", "&&", "||"]
        return !signs.contains { text.contains($0) } && !["not ", "under ", "(", "!"].contains { text.hasPrefix($0) }
            && ![" and ", " or "].contains { "\(text) ".contains($0) } && !beginsAsCondition
    }

    /// Whether the first of several words names a field.
    private var beginsAsCondition: Bool {
        let words = text.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let first = words.first else { return false }
        return ["", " == x", " > 1", " > 1s"].contains { (try? ActivityQuery(parsing: "\(first)\($0)")) != nil }
    }
}
