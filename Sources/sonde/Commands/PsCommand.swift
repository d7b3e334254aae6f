import ArgumentParser
import GoBinary
import GoProcess
import Host
import Report
import Wire

struct PsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ps", abstract: "Lists the Go processes of this machine.",
        discussion: """
            EXAMPLES
              sonde ps
              sonde ps checkout
              sonde ps --format json
            """)

    @Argument(help: "Only processes whose name or command line contains this.")
    var pattern: String?

    @OptionGroup var output: OutputOptions

    func run() throws {
        var unreadable = 0
        var rows: [GoProcessRow] = []
        Progress.show("looking for Go processes …") { progress in
            for (process, build) in ProcessSearch.goProcesses(unreadable: &unreadable) {
                if let pattern, !ProcessSearch.matches(process, pattern) { continue }
                progress.update("counting goroutines of process \(process.id) …")
                if let row = row(process, build) { rows.append(row) }
            }
        }
        let report = ProcessesReport(rows, unreadable: unreadable)
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }

    /// Nil when the process ended meanwhile.
    private func row(_ process: ListedProcess, _ build: BuildInformation) -> GoProcessRow? {
        var row = GoProcessRow(processID: process.id)
        row.user = process.user
        row.name = process.name
        row.executable = process.executable
        row.goVersion = build.goVersion
        row.module = build.main?.path ?? build.path
        row.revision = build.revision ?? ""
        row.isModified = build.isModified
        row.ageNanoseconds = process.ageNanoseconds
        row.processorNanoseconds = process.processorNanoseconds
        row.residentBytes = process.residentBytes
        row.threads = process.threadCount
        do {
            row.goroutines = try LiveCollection(processID: process.id).reader.countGoroutines()
        } catch {
            if let error = error as? InputError, error.code == .gone { return nil }
            row.problem = (error as? InputError)?.message ?? "\(error)"
        }
        return row
    }
}
