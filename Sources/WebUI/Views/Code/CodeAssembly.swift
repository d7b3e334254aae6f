import Evidence
import GoBinary
import GoBuild
import GoProfile
import Wire

/// The instructions of a function with what a profile says of each.
struct CodeAssembly {
    private let listings: [FunctionListing]
    private var lines: [StaticAddress: AssemblyLine] = [:]

    /// Several functions have one name: instances of a generic one.
    private static let most = 4

    /// - Throws: `notFound`, `unsupported` for other processors than amd64.
    init(
        _ function: String, _ program: ProgramFunctions, _ profile: Profile?, type: String,
        syntax: InstructionDecoder.Syntax
    ) throws {
        let disassembler = try Disassembler(program.executable, syntax: syntax)
        listings = try program.functions(meant: function).prefix(Self.most).map {
            FunctionListing($0, program, disassembler)
        }
        guard let profile else { return }
        var options = PprofOptions()
        options.sampleIndex = type
        let report = try PprofReport(profile, kind: .disasm, options: options)
        let code = ProfiledCode(report) { _ in program.executable }
        let starts = Set(listings.map(\.code.start))
        for function in code.functions where starts.contains(function.function.start) {
            for line in AssemblyLine.lines(of: function, code, disassembler) {
                lines[line.instruction.address] = line
            }
        }
    }

    /// Where the first one is declared, by the first of its instructions that stands in it.
    var file: String? { listings.first?.runs.lazy.compactMap { $0.places.last?.file }.first { !$0.isEmpty } }

    var names: [String] { listings.map(\.function.name) }

    func write(to json: inout JSONWriter) {
        json.array { json in
            for listing in listings {
                for run in listing.runs {
                    for (number, instruction) in run.instructions.enumerated() {
                        write(instruction, number == 0 ? run.places : [], run.places.last, to: &json)
                    }
                }
            }
        }
    }

    /// - Parameter places: of the run that the instruction begins; empty within a run.
    private func write(
        _ instruction: Instruction, _ places: [FunctionListing.Place], _ outermost: FunctionListing.Place?,
        to json: inout JSONWriter
    ) {
        let line = lines[instruction.address]
        json.object { json in
            json.member("address", address: instruction.address.rawValue)
            json.member("text", instruction.text)
            json.member("line", outermost?.line ?? 0)
            if let line, line.cumulativeValue != 0 {
                json.member("flat", line.flatValue)
                json.member("cum", line.cumulativeValue)
            }
            if !places.isEmpty {
                json.member("places", array: places) { json, place in
                    json.object {
                        $0.member("function", place.function)
                        $0.member("file", place.file)
                        $0.member("line", place.line)
                    }
                }
            }
        }
    }
}
