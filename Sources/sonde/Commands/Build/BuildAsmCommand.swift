import ArgumentParser
import GoBinary
import GoBuild
import GoProfile
import Host
import Report
import Wire

struct BuildAsmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asm",
        abstract: "Shows the instructions of a function under their source lines, and what they cost.",
        discussion: """
            FUNCTION is a name as `sonde build functions` prints it, the end of one, or a regular expression. With a profile, the values of instructions stand beside them, and those of a run of \
            instructions beside its source line.

            EXAMPLES
              sonde build asm ./server main.work
              sonde build asm ./server '(*Cache).Get' --profile cpu.pb.gz
            """)

    @Argument(help: "An executable for amd64.", completion: .file())
    var binary: String

    @Argument(help: "A function.")
    var function: String

    @Option(help: ArgumentHelp("A profile of this executable.", valueName: "file"))
    var profile: String?

    @Option(
        help:
            "How instructions are written: go as in go tool objdump, intel, or gnu with the source in front of the target."
    )
    var syntax = AssemblySyntax.go

    @Option(help: "Most functions that are shown.")
    var top = 10

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard top > 0 else { throw ValidationError("--top wants a number above 0.") }
    }

    func run() throws {
        let executable = try ProgramFile.open(binary)
        let program = try ProgramFunctions(executable, decoding: false)
        let disassembler = try Disassembler(executable, syntax: syntax.value)
        let found = try program.functions(meant: function)
        let listings = found.prefix(top).map { FunctionListing($0, program, disassembler) }
        if found.count > top {
            PprofRun.remark("\(found.count) functions match, the first \(top) are shown: --top shows more")
        }
        let report = FunctionListingReport(listings, syntax: syntax.rawValue, costs: try costs(listings, disassembler))
        try Output.write(output.format) {
            report.write(PprofRun.sources(PprofOptions()), to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }

    private func costs(
        _ listings: [FunctionListing], _ disassembler: Disassembler
    ) throws -> FunctionListingReport.Costs? {
        guard let profile else { return nil }
        let run = PprofRun(kind: .disasm, arguments: try PprofArguments.parse([]))
        let report = try run.report([binary, profile])
        return .init(report, run.machineCode(report), source: profile, listings, disassembler)
    }
}

enum AssemblySyntax: String, ExpressibleByArgument, CaseIterable {
    case go, intel, gnu

    var value: InstructionDecoder.Syntax {
        switch self {
        case .go: .go
        case .intel: .intel
        case .gnu: .gnu
        }
    }
}
