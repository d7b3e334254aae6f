import ArgumentParser
import GoBinary
import GoBuild
import Host
import Report
import Wire

struct BuildSizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "size",
        abstract: "Tells what an executable is made of, or what another build of it has more of.",
        discussion: """
            The parts add up to the size of the file. With two files: what grew and what shrank, by part, module, package \
            and function, the largest change first.

            EXAMPLES
              sonde build size ./server
              sonde build size ./server.old ./server
              sonde build size ./server --format json
            """)

    @Argument(help: "An executable, or an older and a newer one.", completion: .file())
    var binaries: [String]

    @Option(help: "Rows of each list.")
    var top = 15

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard top > 0 else { throw ValidationError("--top wants a number above 0.") }
        guard (1...2).contains(binaries.count) else {
            throw ValidationError("one executable is looked at, two are compared; there are \(binaries.count).")
        }
    }

    func run() throws {
        let sizes = try binaries.map { path in
            let contents = try MappedFile.open(path)
            return try ProgramSize(try Executable(contents: contents, path: path), fileSize: contents.count)
        }
        if sizes.count == 2 {
            let report = SizeDifferenceReport(SizeDifference(sizes[0], sizes[1]), limit: top)
            return try Output.write(output.format) {
                report.write(to: &$0)
            } json: {
                report.write(to: &$0)
            }
        }
        let report = ProgramSizeReport(sizes[0], limit: top)
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
