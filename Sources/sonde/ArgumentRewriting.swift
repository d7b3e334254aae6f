/// Spellings that argument-parser cannot express, turned into ones that it can.
enum ArgumentRewriting {
    /// Commands that have both a main form and verbs, with the name of the main form.
    private static let mainForms = ["goroutines": "show"]
    /// Commands that take a command to run behind `--`.
    private static let runners: Set<String> = ["why"]

    static func rewritten(_ arguments: [String]) -> [String] {
        if let help = helpOfMainForm(arguments) { return help }
        if arguments.first == "profile" { return arguments.map(pprofOption) }
        guard let first = arguments.first, runners.contains(first), let separator = arguments.firstIndex(of: "--"),
            separator < arguments.count - 1
        else { return arguments }
        // A second array of positional arguments is not allowed, an option that takes all the rest is.
        return arguments[..<separator] + ["--run"] + arguments[(separator + 1)...]
    }

    /// Options that are on or off, and have a counterpart with `no-`.
    private static let switches: Set<String> = [
        "noinlines", "showcolumns", "trim", "compact_labels", "call_tree", "relative_percentages", "mean",
        "drop_negative", "normalize", "all_frames",
    ]
    private static let trueWords: Set<String> = ["1", "t", "T", "TRUE", "true", "True"]
    private static let falseWords: Set<String> = ["0", "f", "F", "FALSE", "false", "False"]

    /// pprof's spelling of an option, `-cum` or `-trim=false`, as `--cum` and `--no-trim`.
    private static func pprofOption(_ argument: String) -> String {
        guard argument.hasPrefix("-"), argument.utf8.count > 2 else { return argument }
        let body = argument.drop { $0 == "-" }
        guard argument.utf8.count - body.utf8.count <= 2, let first = body.utf8.first,
            first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z")
        else { return argument }
        let name = String(body.prefix { $0 != "=" })
        let value = body.dropFirst(name.count + 1)
        guard switches.contains(name), body.contains("=") else { return "--\(body)" }
        if trueWords.contains(String(value)) { return "--\(name)" }
        return falseWords.contains(String(value)) ? "--no-\(name)" : "--\(body)"
    }

    /// `goroutines --help` and `help goroutines` show the options of the main form, not the list of verbs alone.
    private static func helpOfMainForm(_ arguments: [String]) -> [String]? {
        guard arguments.count == 2 else { return nil }
        if let form = mainForms[arguments[0]], ["--help", "-h"].contains(arguments[1]) {
            return [arguments[0], form, "--help"]
        }
        if arguments[0] == "help", let form = mainForms[arguments[1]] { return [arguments[1], form, "--help"] }
        return nil
    }
}
