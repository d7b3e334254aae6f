import ArgumentParser
import GoBinary
import Host
import Report
import Wire

struct BuildInfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Shows version, modules, settings and revision of a Go program.",
        discussion: """
            EXAMPLES
              sonde build info ./server
              sonde build info 4711
              sonde build info 4711 --format json
            """)

    @Argument(help: "An executable, or the id of a process (or name:PATTERN).", completion: .file())
    var target: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        let executable = try open()
        guard let build = try executable.buildInformation() else {
            throw InputError(
                .notRecognised, "has no build information: it is no Go program, or older than Go 1.13",
                file: executable.path)
        }
        let report = BuildInformationReport(
            path: executable.path, format: executable.format.rawValue, architecture: "\(executable.architecture)",
            buildID: executable.goBuildID, information: build)
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }

    private func open() throws -> Executable {
        switch try TargetCollector(plan: LookPlan()).resolve(target) {
        case .process(let id): return try executable(of: id)
        case .processName(let pattern): return try executable(of: try ProcessSearch.find(pattern))
        case .file(let path): return try Executable(contents: try MappedFile.open(path), path: path)
        case .url, .standardInput:
            throw InputError(.usage, "`\(target)` is no executable: give a file or the id of a process")
        }
    }

    private func executable(of id: Int32) throws -> Executable {
        let process = try LiveProcess(processID: id)
        if process.statistics?.isKernelThread == true {
            throw InputError(.notRecognised, "process \(id) (\(process.shortName)) is a thread of the kernel")
        }
        return try Executable(
            contents: try process.executable(), path: process.executablePath ?? "/proc/\(id)/exe")
    }
}
