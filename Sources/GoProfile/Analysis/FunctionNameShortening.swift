import Wire

/// Names of functions without what repeats itself: packages of Java and Go, module versions, namespaces of C++.
///
/// Source: `ShortenFunctionName` in internal/graph/graph.go of google/pprof.
public enum FunctionNameShortening {
    private static let version = try? RegularExpression(#"^(.*?)/v(?:[2-9]|[1-9][0-9]+)([./].*)$"#)
    private static let languages = [
        #"^(?:[\w\-\.]+\/)+([^.]+\..+)"#,
        #"^(?:[a-z]\w*\.)*([A-Z][\w\$]*\.(?:<init>|[a-z][\w\$]*(?:\$\d+)?))(?:(?:\()|$)"#,
        #"^(?:[_a-zA-Z]\w*::)+(_*[A-Z]\w*::~?[_a-zA-Z]\w*(?:<.*>)?)"#,
    ].compactMap { try? RegularExpression($0) }

    public static func short(_ name: [UInt8]) -> [UInt8] {
        var name = name
        let anonymous = Array("(anonymous namespace)::".utf8)
        if name.starts(with: anonymous) { name.removeFirst(anonymous.count) }
        if let parts = version?.firstMatch(in: name, groups: 2), let head = parts[1], let tail = parts[2] {
            name = Array(name[head] + name[tail])
        }
        for expression in languages {
            if let parts = expression.firstMatch(in: name, groups: 1) { return parts[1].map { Array(name[$0]) } ?? [] }
        }
        return name
    }
}
