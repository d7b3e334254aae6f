/// Spellings that argument-parser cannot express, turned into ones that it can.
enum ArgumentRewriting {
    /// Commands that have both a main form and verbs, with the name of the main form.
    private static let mainForms = ["goroutines": "show"]
    /// Commands that take a command to run behind `--`.
    private static let runners: Set<String> = ["why"]

    static func rewritten(_ arguments: [String]) -> [String] {
        if let help = helpOfMainForm(arguments) { return help }
        if arguments.starts(with: ["profile", "diff"]) { return twoSides(arguments) }
        if arguments.starts(with: ["trace", "path"]) { return comparison(arguments) }
        if arguments.first == "profile" { return PprofSpelling.rewritten(arguments) }
        guard let first = arguments.first, runners.contains(first), let separator = arguments.firstIndex(of: "--"),
            separator < arguments.count - 1
        else { return arguments }
        // A second array of positional arguments is not allowed, an option that takes all the rest is.
        return arguments[..<separator] + ["--run"] + arguments[(separator + 1)...]
    }

    /// `profile diff OLD… -- NEW…`: what follows the dashes as an option, empty when nothing does.
    private static func twoSides(_ arguments: [String]) -> [String] {
        guard let separator = arguments.firstIndex(of: "--") else { return PprofSpelling.rewritten(arguments) }
        let after = PprofSpelling.rewritten(Array(arguments[(separator + 1)...]))
        return PprofSpelling.rewritten(Array(arguments[..<separator])) + ["--against"] + (after.isEmpty ? [""] : after)
    }

    /// `trace path --compare p99 p50`: both percentiles as one value; an option that takes all words up to the next
    /// one would take the file as well.
    private static func comparison(_ arguments: [String]) -> [String] {
        let assigned = "--compare="
        guard let option = arguments.firstIndex(where: { $0 == "--compare" || $0.hasPrefix(assigned) }) else {
            return arguments
        }
        let first = arguments[option] == "--compare" ? option + 1 : option
        guard first + 1 < arguments.count else { return arguments }
        let slow = first == option ? String(arguments[first].dropFirst(assigned.count)) : arguments[first]
        guard PercentileArgument(argument: slow) != nil, PercentileArgument(argument: arguments[first + 1]) != nil
        else {
            return arguments
        }
        return arguments[..<option] + ["--compare", "\(slow),\(arguments[first + 1])"] + arguments[(first + 2)...]
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
