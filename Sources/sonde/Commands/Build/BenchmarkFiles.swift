import GoBuild
import Wire

/// Files with output of `go test -bench`, as arguments name them.
enum BenchmarkFiles {
    /// - Parameter names: paths, `-` for standard input, or `label=path`. A path that is named twice gets numbers.
    static func read(_ names: [String]) throws -> [BenchmarkResults] {
        var seen: [String: Int] = [:]
        return try names.map { name in
            let equals = name.firstIndex(of: "=")
            let path = equals.map { String(name[name.index(after: $0)...]) } ?? name
            var label = equals.map { String(name[..<$0]) } ?? name
            if equals == nil, names.count(where: { $0 == name }) > 1 {
                label = "\(name)#\(seen[name, default: 0])"
                seen[name, default: 0] += 1
            }
            let input =
                path == "-"
                ? SequentialInput(descriptor: 0, name: "standard input") : try SequentialInput(path: path)
            var reader = BenchmarkReader(label: label)
            return try reader.read(input)
        }
    }
}
