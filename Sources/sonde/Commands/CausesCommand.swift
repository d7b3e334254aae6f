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
              sonde causes --format json
            """)

    @Argument(help: "Only causes whose id contains this.")
    var pattern: String?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let rows = CauseDescription.all.filter { row in pattern.map { row.cause.rawValue.contains($0) } ?? true }
        guard !rows.isEmpty else {
            throw InputError(.usage, "no cause contains `\(pattern ?? "")`: `sonde causes` lists them all")
        }
        try Output.write(output.format) {
            CausesReport(rows).write(to: &$0)
        } json: {
            CausesReport(rows).write(to: &$0)
        }
    }
}
