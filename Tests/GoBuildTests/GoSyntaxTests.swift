import Evidence
import GoBinary
import GoBuild
import TestSupport
import Testing
import Wire

/// Instructions in Go's syntax against `go tool objdump`, line for line.
@Suite("Go's assembler syntax") struct GoSyntaxTests {
    /// Where the other tool is wrong: the only differences there may be.
    private enum Error: String {
        /// It names the size of the instruction's other forms where registers of 8 bits are meant: `TESTL AL, AL`. What
        /// is pushed has 32 bits for it.
        case size
        /// Displacements of 32 bits have no sign for it: `0xffffff78(SP)`.
        case sign
        /// It takes numbers for addresses if something happens to lie there.
        case number
        /// Before 1.27 it reads most instructions of AVX and BMI as if they had no VEX prefix.
        case prefix
        /// It does not know that operands of AVX stand beside the program counter.
        case counter
        /// It finds no symbol that another one lies in, or that lies behind the operand by a negative displacement.
        case symbol
    }

    /// What it prints of an instruction.
    private struct Line {
        var length: Int
        var text: String
    }

    private static func lines(_ program: GoProgram) throws -> [UInt64: Line] {
        let dump = try program.toolchain.run(["tool", "objdump", program.executable])
        guard dump.succeeded else { throw TestSupportError("go tool objdump failed: \(dump.error)") }
        var result: [UInt64: Line] = [:]
        for line in dump.output.split(separator: "\n") where line.hasPrefix("  ") {
            let fields = line.split(separator: "\t")
            guard fields.count > 3, let address = UInt64(fields[1].dropFirst(2), radix: 16) else { continue }
            let text = fields[3].reversed().drop { $0 == " " }.reversed()
            result[address] = Line(length: fields[2].drop { $0 == " " }.utf8.count / 2, text: String(text))
        }
        return result
    }

    /// - Parameters:
    ///   - code: the instruction's and what follows.
    ///   - plain: its text without symbols.
    private static func error(
        _ own: Instruction, _ code: Bytes, _ plain: String, _ other: String, _ version: String
    ) -> Error? {
        let isVector = [0xc4, 0xc5, 0x62].contains(code[0])
        if isVector, !version.hasPrefix("1.27") { return .prefix }
        if plain == other { return .symbol }
        let (words, others) = (own.text.split(separator: " "), other.split(separator: " "))
        // Behind prefixes.
        if let at = words.indices.first(where: { $0 >= others.count || words[$0] != others[$0] }), at < others.count,
            words[at].dropLast() == others[at].dropLast(), words[(at + 1)...] == others[(at + 1)...],
            (words[at].last == "B" && "WLQ".contains(others[at].last ?? " ")) || words[at] == "PUSHQ"
        {
            return .size
        }
        if unsigned(plain) == other { return own.text.contains("(SB)") ? .symbol : .sign }
        // Names of generic functions have spaces.
        if words.first == others.first, other.contains(" $"), other.contains("(SB)"), plain.contains(" $0x") {
            return .number
        }
        if isVector, words.first == others.first, plain.contains("(IP)") { return .counter }
        return nil
    }

    /// With the first negative number as one of 32 bits without a sign.
    private static func unsigned(_ text: String) -> String {
        guard let minus = text.utf8.firstIndex(of: UInt8(ascii: "-")) else { return text }
        let digits = text[minus...].dropFirst(3).prefix { $0.isHexDigit }
        guard let number = UInt64(digits, radix: 16) else { return text }
        return text[..<minus] + "0x" + String((1 << 32) &- number, radix: 16) + text[digits.endIndex...]
    }

    @Test(
        "Lines are those of go tool objdump",
        arguments: [("1.27.3", "v1"), ("1.27.3", "v3"), ("1.24.11", "v1"), ("1.21.13", "v3")])
    func agreement(version: String, level: String) throws {
        let built = try MachineProgram.build(version, level: level)
        let expected = try Self.lines(built)
        let program = try ProgramFunctions(try MachineProgram.open(built), decoding: false)
        let disassembler = try Disassembler(program.executable, syntax: .go)
        let decoder = try InstructionDecoder(syntax: .go)
        var (equal, unknown, undecoded) = (0, 0, 0)
        var errors: [String: Int] = [:]
        for function in program.functions where function.cause != .data && function.size > 0 {
            let start = program.table.entry(function.index)
            let code = CodeFunction(
                name: function.name, tableName: function.name, start: start,
                end: StaticAddress(start.rawValue + UInt64(function.size)))
            let bytes = try #require(program.executable.bytes(at: start, count: function.size))
            for instruction in disassembler.instructions(code) {
                if instruction.text.hasPrefix("BYTE") { undecoded += 1 }
                guard let other = expected[instruction.address.rawValue], other.text != "?",
                    other.length == instruction.length
                else {
                    unknown += 1
                    continue
                }
                if other.text == instruction.text {
                    equal += 1
                    continue
                }
                let offset = Int(instruction.address.rawValue - start.rawValue)
                let plain = decoder.decode(bytes, at: offset, address: instruction.address.rawValue)?.text ?? ""
                let rest = try #require(bytes.suffix(from: offset))
                if let error = Self.error(instruction, rest, plain, other.text, version) {
                    errors[error.rawValue, default: 0] += 1
                } else {
                    Issue.record("\(function.name): \(instruction.text) is \(other.text)")
                }
            }
        }
        let summary = "\(equal) equal, \(errors), \(unknown) not known to objdump, \(undecoded) to sonde"
        #expect(equal > 100_000 && undecoded == 0 && unknown * 100 < equal, "\(summary)")
        let wrong = errors.values.reduce(0, +)
        #expect(wrong * 50 < equal, "\(summary)")
        // The runtime has much of AVX-512, which weighs in a small program.
        let rest = wrong - [.size, .counter, .prefix].reduce(0) { $0 + (errors[($1 as Error).rawValue] ?? 0) }
        #expect(rest * 500 < equal, "\(summary)")
    }
}
