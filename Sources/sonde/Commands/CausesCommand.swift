import ArgumentParser
import Diagnosis
import Report
import Wire

struct CausesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "causes", abstract: "Lists the causes that a diagnosis can name.",
        discussion: """
            The ids are stable: scripts and dashboards may key on them.

            EXAMPLES
              sonde causes
              sonde causes contention
              sonde causes --rules               the rules that name them, and their thresholds
              sonde causes --format json
            """)

    @Argument(help: "Only causes whose id contains this.")
    var pattern: String?

    @Flag(help: "List the rules in the order of the tree, and all thresholds with their sources.")
    var rules = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var languages: LanguageOptions

    func run() throws {
        if rules {
            let report = RulesReport(RuleList.all, Thresholds().rows, language: languages.ofJSON ?? .english)
            return try Output.write(output.format, language: languages.ofText) {
                report.write(to: &$0)
            } json: {
                report.write(to: &$0)
            }
        }
        let rows = CauseDescription.all.filter { row in pattern.map { row.cause.rawValue.contains($0) } ?? true }
        guard !rows.isEmpty else {
            throw InputError(.usage, "no cause contains `\(pattern ?? "")`: `sonde causes` lists them all")
        }
        try Output.write(output.format, language: languages.ofText) {
            CausesReport(rows).write(to: &$0)
        } json: {
            CausesReport(rows, language: languages.ofJSON ?? .english).write(to: &$0)
        }
    }
}
