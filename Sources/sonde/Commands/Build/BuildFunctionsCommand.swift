import ArgumentParser
import GoBinary
import GoBuild
import Host
import Report
import Wire

struct BuildFunctionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "functions",
        abstract: "Counts what the machine code of each function does: bytes, frame, calls, allocations, checks.",
        discussion: """
            The file need not have symbols. ALLOC counts calls of the runtime that allocate, BOUNDS checks of indexes and \
            slices that stayed in the code, WB write barriers, DYN calls through interfaces and function values, INL bodies \
            of other functions that were inlined.

            EXAMPLES
              sonde build functions ./server
              sonde build functions ./server --sort allocations --package example.com/shop
              sonde build functions ./server --match 'json\\.' --top 50
              sonde build functions ./server --format json
            """)

    @Argument(help: "An executable.", completion: .file())
    var binary: String

    @Option(
        help:
            "By what rows are sorted: \(ProgramFunctionsReport.Order.allCases.map(\.rawValue).joined(separator: ", "))."
    )
    var sort = ProgramFunctionsReport.Order.size

    @Option(help: ArgumentHelp("Functions of a package and of those below it.", valueName: "path"))
    var package: String?

    @Option(help: ArgumentHelp("Functions whose names match a regular expression.", valueName: "expression"))
    var match: String?

    @Option(help: "Rows; 20 for text, all for JSON.")
    var top: Int?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let top, top <= 0 { throw ValidationError("--top wants a number above 0.") }
    }

    func run() throws {
        let expression = try match.map { try RegularExpression($0) }
        let program = try ProgramFunctions(try ProgramFile.open(binary))
        let report = ProgramFunctionsReport(program, order: sort, limit: top ?? (output.format == .text ? 20 : nil)) {
            Self.isPart($0.package, of: package) && (expression?.matches($0.name) ?? true)
        }
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }

    private static func isPart(_ package: String, of wanted: String?) -> Bool {
        guard let wanted else { return true }
        return package == wanted || package.hasPrefix(wanted.hasSuffix("/") ? wanted : wanted + "/")
    }
}

extension ProgramFunctionsReport.Order: ExpressibleByArgument {}

/// Executables that commands are given.
enum ProgramFile {
    /// - Throws: `notFound`, `notRecognised` with what is wrong with the file.
    static func open(_ path: String) throws -> Executable {
        try Executable(contents: try MappedFile.open(path), path: path)
    }
}
