import Evidence
import GoProfile
import Wire

/// A function of a profile in one of its files, with the values of its lines.
struct SourceRoutine {
    struct Values {
        var flat: Int64 = 0
        var cumulative: Int64 = 0
    }

    var name: [UInt8]
    /// Empty when the profile does not say.
    var file: [UInt8]
    var total = Values()
    var lines: [Int64: Values] = [:]
    /// From the function's first line, or five before the first with a value, to five behind the last.
    var range: (first: Int64, last: Int64) = (1, 0)

    private static let margin: Int64 = 5

    /// The functions whose names match, by name and file.
    /// - Parameter graph: of lines.
    static func all(_ graph: ProfileGraph, matching expression: RegularExpression) -> [SourceRoutine] {
        var functions: [[UInt8]: [Int]] = [:]
        for node in graph.nodes {
            let name = Array(graph.strings.bytes(graph.infos[node].name))
            if expression.matches(name) { functions[name, default: []].append(node) }
        }
        return functions.sorted { $0.key.lexicographicallyPrecedes($1.key) }.flatMap { name, nodes in
            routines(name, nodes, graph)
        }
    }

    private static func routines(_ name: [UInt8], _ nodes: [Int], _ graph: ProfileGraph) -> [SourceRoutine] {
        var files: [[UInt8]: [Int]] = [:]
        for node in nodes where graph.infos[node].file != .empty {
            files[Array(graph.strings.bytes(graph.infos[node].file)), default: []].append(node)
        }
        if files.isEmpty { return [SourceRoutine(name: name, file: [], nodes: nodes, graph)] }
        return files.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            SourceRoutine(name: name, file: $0.key, nodes: $0.value, graph)
        }
    }

    private init(name: [UInt8], file: [UInt8], nodes: [Int], _ graph: ProfileGraph) {
        self.name = name
        self.file = file
        range = (.max, .min)
        for node in nodes {
            let info = graph.infos[node]
            total.add(node, graph)
            lines[info.line, default: Values()].add(node, graph)
            range.first = min(range.first, info.startLine != 0 ? info.startLine : info.line &- Self.margin)
            range.last = max(range.last, info.line &+ Self.margin)
        }
        range.first = max(range.first, 1)
    }
}

extension SourceRoutine.Values {
    fileprivate mutating func add(_ node: Int, _ graph: ProfileGraph) {
        flat &+= graph.flat[node]
        cumulative &+= graph.cumulative[node]
    }
}
