import GoBuild
import Wire

/// The functions that code can be shown of: those of the profile first, then the others of the program.
struct CodeFunctions: Sendable {
    struct Row: Sendable {
        var name: String
        var flat: Int64 = 0
        var cumulative: Int64 = 0
        /// Bytes of machine code; nil when unknown.
        var size: Int?
    }

    private let rows: [Row]
    private let lines: CodeLines?

    init(_ inputs: CodeInputs, _ lines: CodeLines?) {
        self.lines = lines
        var sizes: [String: Int] = [:]
        for function in inputs.program?.functions ?? [] { sizes[function.name] = function.size }
        var rows = (lines?.functions ?? []).map {
            Row(name: $0.name, flat: $0.values.flat, cumulative: $0.values.cumulative, size: sizes[$0.name])
        }
        var known = Set(rows.map(\.name))
        for function in inputs.program?.functions ?? [] where known.insert(function.name).inserted {
            rows.append(Row(name: function.name, size: function.size))
        }
        if inputs.program == nil, lines == nil, let log = inputs.compiler {
            for decision in DecisionQuery.everything.declarations(in: log) {
                let name = "\(log.text(decision.package)).\(log.text(decision.name))"
                if known.insert(name).inserted { rows.append(Row(name: name)) }
            }
        }
        self.rows = rows
    }

    /// The function that is shown when none was chosen: where most of the profile is, outside of the runtime if there is
    /// such a one.
    var first: String? {
        (rows.first { !$0.name.hasPrefix("runtime.") && $0.flat > 0 } ?? rows.first)?.name
    }

    /// - Parameter search: a part of names, in any case.
    func answer(search: String, from: Int, to: Int) -> PageAnswer {
        let wanted = search.lowercased()
        let found = wanted.isEmpty ? rows : rows.filter { $0.name.lowercased().contains(wanted) }
        let range = min(from, found.count)..<min(max(from, to), found.count)
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("count", found.count)
            json.member("unit", lines?.unit ?? "")
            json.member("total", lines?.total ?? 0)
            json.member("rows", array: found[range]) { json, row in
                json.object {
                    $0.member("name", row.name)
                    $0.member("flat", row.flat)
                    $0.member("cum", row.cumulative)
                    if let size = row.size { $0.member("size", size) }
                }
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }
}
