import Evidence
import GoBinary
import GoProfile
import Wire

/// `disasm`: the machine code of functions with the values of each instruction.
///
/// Source of the form: `PrintAssembly` in internal/report/report.go of google/pprof. The instructions are written in
/// the syntax of the GNU tools or Intel's.
public struct AssemblyText {
    private let report: PprofReport
    private let code: ProfiledCode
    private let disassemblers: [Int: Disassembler]

    /// - Parameter expression: names of the functions that are shown, or an address in one.
    /// - Throws: `notFound` when no function matches, `unsupported` as `Disassembler.init`.
    public static func write(
        _ report: PprofReport, _ code: ProfiledCode, matching expression: RegularExpression,
        _ output: inout ByteReport
    ) throws {
        let functions = code.functions(matching: expression)
        guard !functions.isEmpty else {
            var message = "no matches found for regexp \(expression.pattern)"
            if let failure = code.failures.first {
                message += "; no code of \(failure.file.isEmpty ? "the program" : failure.file): \(failure.reason)"
            }
            throw InputError(.notFound, message)
        }
        let syntax: InstructionDecoder.Syntax = report.options.intelSyntax ? .intel : .gnu
        var disassemblers: [Int: Disassembler] = [:]
        for program in Set(functions.map(\.program)) {
            disassemblers[program] = try Disassembler(code.programs[program], syntax: syntax)
        }
        let writer = AssemblyText(report: report, code: code, disassemblers: disassemblers)
        output.line("Total: \(writer.value(report.total))")
        for function in functions { writer.write(function, &output) }
    }

    private func value(_ value: Int64) -> String { report.format(value, unit: report.options.unit) }

    private func column(_ value: Int64) -> String { ByteReport.padded(value == 0 ? "." : self.value(value), 10) + " " }

    private func write(_ function: ProfiledFunction, _ output: inout ByteReport) {
        output.line("ROUTINE ======================== \(function.function.name)")
        output.add(ByteReport.padded(value(function.flat), 10) + " ")
        output.add(ByteReport.padded(value(function.cumulative), 10))
        output.line(" (flat, cum) \(Measurement.percentage(function.cumulative, report.total)) of Total")
        var last = AssemblyPlace()
        for line in AssemblyLine.lines(of: function, code, disassemblers[function.program]) {
            let values = column(line.flatValue) + column(line.cumulativeValue)
            let address = ByteReport.padded(String(line.instruction.address.rawValue, radix: 16), 10) + ": "
            let text = line.instruction.text
            let place = line.place == last ? "" : line.place.text
            last = line.place
            let width = text.unicodeScalars.count
            if place.isEmpty {
                output.line(values + address + text)
            } else if text.utf8.count < 40 {
                output.line(values + address + text + String(repeating: " ", count: max(0, 40 - width)) + ";" + place)
            } else {
                output.line(String(repeating: " ", count: 74) + ";" + place)
                output.line(values + address + text)
            }
        }
    }
}
