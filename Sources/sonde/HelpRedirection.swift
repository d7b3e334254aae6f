/// Commands that have both a main form and verbs: their help is that of the main form.
enum HelpRedirection {
    private static let mainForms = ["goroutines": "show"]

    /// `goroutines --help` becomes `goroutines show --help`, and so does `help goroutines`.
    static func rewritten(_ arguments: [String]) -> [String] {
        if arguments.count == 2, let form = mainForms[arguments[0]], ["--help", "-h"].contains(arguments[1]) {
            return [arguments[0], form, "--help"]
        }
        if arguments.count == 2, arguments[0] == "help", let form = mainForms[arguments[1]] {
            return [arguments[1], form, "--help"]
        }
        return arguments
    }
}
