/// pprof's spelling of options, that of Go's flag package, turned into what argument-parser reads.
///
/// One dash or two, `-option=value` or `-option value`, `-switch`, `-switch=true` and `-switch=false`; where an option
/// is given twice, the last one counts.
enum PprofSpelling {
    private static let switches: Set<String> = [
        "functions", "filefunctions", "files", "lines", "addresses", "flat", "cum", "noinlines", "showcolumns", "trim",
        "compact_labels", "call_tree", "relative_percentages", "mean", "drop_negative", "normalize", "all_frames",
        "inuse_space", "inuse_objects", "alloc_space", "alloc_objects", "total_delay", "contentions", "mean_delay",
        "intel_syntax",
    ]
    private static let options: Set<String> = [
        "nodecount", "nodefraction", "edgefraction", "unit", "divide_by", "sample_index", "focus", "ignore", "hide",
        "show", "show_from", "prune_from", "tagfocus", "tagignore", "tagshow", "taghide", "tagroot", "tagleaf", "base",
        "diff_base", "symbolize", "source_path", "trim_path", "add_comment", "output", "seconds", "timeout", "buildid",
        "tools", "tls_cert", "tls_key", "tls_ca",
    ]
    /// Reports that pprof gives their expression like a value; here it is the first argument.
    private static let expressions: Set<String> = ["peek", "list", "disasm", "weblist"]
    /// Reports that pprof asks for by a switch; here they are verbs.
    private static let reports: Set<String> = [
        "top", "text", "tree", "traces", "tags", "comments", "raw", "dot", "callgrind", "proto", "topproto",
    ]
    private static let trueWords: Set<Substring> = ["1", "t", "T", "TRUE", "true", "True"]
    private static let falseWords: Set<Substring> = ["0", "f", "F", "FALSE", "false", "False"]

    static func rewritten(_ arguments: [String]) -> [String] { spelled(withVerb(arguments)) }

    /// `profile disasm -disasm=REGEX FILE` and `profile -disasm=REGEX FILE` as `profile disasm REGEX FILE`, and
    /// `profile -top FILE` as `profile top FILE`.
    private static func withVerb(_ arguments: [String]) -> [String] {
        for (at, argument) in arguments.enumerated().dropFirst() {
            if argument == "--" { break }
            let name = argument.drop { $0 == "-" }.prefix { $0 != "=" }
            guard argument.hasPrefix("-") else { continue }
            if reports.contains(String(name)), !argument.contains("=") {
                let rest = Array(arguments[1..<at] + arguments[(at + 1)...])
                return [arguments[0], String(name)]
                    + (rest.first.map { $0 == name } ?? false ? rest.dropFirst() : rest[...])
            }
            guard expressions.contains(String(name)) else { continue }
            let isJoined = argument.contains("=")
            guard isJoined || at + 1 < arguments.count else { break }
            let value = isJoined ? argument.drop { $0 != "=" }.dropFirst() : arguments[at + 1][...]
            let rest = Array(arguments[1..<at] + arguments[(at + (isJoined ? 1 : 2))...])
            let isVerb = rest.first.map { $0 == name } ?? false
            return [arguments[0], String(name), String(value)] + (isVerb ? Array(rest.dropFirst()) : rest)
        }
        return arguments
    }

    private static func spelled(_ arguments: [String]) -> [String] {
        var result: [String] = []
        var isOn: [String: Bool] = [:]
        var at = 0
        while at < arguments.count {
            let argument = arguments[at]
            at += 1
            if argument == "--" { return result + switched(isOn) + arguments[(at - 1)...] }
            guard let (name, value) = split(argument) else {
                result.append(argument)
                continue
            }
            if switches.contains(name) {
                if value == nil || trueWords.contains(value ?? "") {
                    isOn[name] = true
                } else if falseWords.contains(value ?? "") {
                    isOn[name] = false
                } else {
                    result.append("--\(name)=\(value ?? "")")
                }
            } else if options.contains(name), value == nil, at < arguments.count {
                // Go takes the next word for the value, whatever it looks like.
                result.append("--\(name)=\(arguments[at])")
                at += 1
            } else {
                result.append(options.contains(name) ? "--" + argument.drop { $0 == "-" } : argument)
            }
        }
        return result + switched(isOn)
    }

    private static func switched(_ isOn: [String: Bool]) -> [String] {
        isOn.sorted { $0.key < $1.key }.compactMap { name, isOn in
            // `trim` alone is on by itself.
            name == "trim" ? (isOn ? nil : "--no-trim") : (isOn ? "--\(name)" : nil)
        }
    }

    private static func split(_ argument: String) -> (name: String, value: Substring?)? {
        guard argument.hasPrefix("-"), argument != "-" else { return nil }
        let body = argument.hasPrefix("--") ? argument.dropFirst(2) : argument.dropFirst()
        let name = String(body.prefix { $0 != "=" })
        guard switches.contains(name) || options.contains(name) else { return nil }
        return (name, body.utf8.count > name.utf8.count ? body.dropFirst(name.count + 1) : nil)
    }
}
