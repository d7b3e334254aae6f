import ArgumentParser
import Report

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Tells what this machine allows sonde to do, and how to get the rest.",
        discussion: """
            EXAMPLES
              sonde doctor
              sudo sonde doctor
              sonde doctor --format json
            """)

    @OptionGroup var output: OutputOptions

    func run() throws {
        let checks = Progress.show("examining …") { _ in
            [
                SurroundingsChecks.system(), AccessChecks.selfTest(), AccessChecks.rights(),
                AccessChecks.sampling(), AccessChecks.goProcesses(), SurroundingsChecks.cache(),
                SurroundingsChecks.certificates(),
            ]
        }
        try Output.write(output.format) {
            DoctorReport(checks).write(to: &$0)
        } json: {
            DoctorReport(checks).write(to: &$0)
        }
    }
}
