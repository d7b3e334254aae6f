import Evidence
import Wire

/// An instruction of an executable, with its place in the source.
public struct Instruction: Sendable {
    public var address: StaticAddress
    /// Bytes.
    public var length: Int
    /// Calls and jumps name their targets, other operands what they refer to.
    public var text: String
    public var flow: DecodedInstruction.Flow
    /// Where a direct call or jump leads to.
    public var target: StaticAddress?
    /// Of the innermost inlined call; empty and 0 when unknown.
    public var file: String
    public var line: Int32
}

/// Machine code as text.
///
/// In Go's syntax symbols take the places of addresses, as `go tool objdump` has it; in the others they stand beside them.
public final class Disassembler {
    public let executable: Executable
    private let syntax: InstructionDecoder.Syntax
    private let decoder: InstructionDecoder
    private let table: FunctionTable?

    /// Longest function that is shown.
    private static let limit: UInt64 = 4 << 20

    /// - Throws: `unsupported` for processors other than amd64, and as `InstructionDecoder.init`.
    public init(_ executable: Executable, syntax: InstructionDecoder.Syntax) throws {
        guard executable.architecture == .amd64 else {
            throw InputError(
                .unsupported, "is a program for \(executable.architecture): only code of amd64 is decoded",
                file: executable.path)
        }
        self.executable = executable
        table = try? executable.functionTable()
        self.syntax = syntax
        decoder = try InstructionDecoder(syntax: syntax)
    }

    /// The instructions of a function, ascending; bytes that are none count as instructions whose text says so. Empty
    /// when the file has no code there.
    public func instructions(_ function: CodeFunction) -> [Instruction] {
        let size = min(function.end.rawValue &- function.start.rawValue, Self.limit)
        guard function.end > function.start,
            let code = executable.bytes(at: function.start, count: Int(size))
        else { return [] }
        let runs = table.flatMap { table in
            table.function(containing: function.start).map { SourceRuns(table, $0) }
        }
        var result: [Instruction] = []
        var offset = 0
        while offset < code.count {
            let address = StaticAddress(function.start.rawValue &+ UInt64(offset))
            let instruction = instruction(code, offset, address, function, runs)
            result.append(instruction)
            offset += instruction.length
        }
        return result
    }

    private func instruction(
        _ code: Bytes, _ offset: Int, _ address: StaticAddress, _ function: CodeFunction,
        _ runs: SourceRuns?
    ) -> Instruction {
        let (file, line) = runs?.position(at: address) ?? ("", 0)
        guard let decoded = decoder.decode(code, at: offset, address: address.rawValue) else {
            let byte: UInt8? = code.load(offset, as: UInt8.self)
            return Instruction(
                address: address, length: 1,
                text: (syntax == .go ? "BYTE $0x" : ".byte 0x") + String(byte ?? 0, radix: 16), flow: .next,
                target: nil, file: file, line: line)
        }
        return Instruction(
            address: address, length: decoded.length, text: text(decoded, function), flow: decoded.flow,
            target: decoded.target.map { StaticAddress($0) }, file: file, line: line)
    }

    private func text(_ instruction: DecodedInstruction, _ function: CodeFunction) -> String {
        if syntax == .go { return goText(instruction) }
        var text = instruction.text
        if let target = instruction.target {
            let address = StaticAddress(target)
            // Within the function the address says more: it stands in front of another line.
            if function.contains(address), address != function.start { return text }
            guard let (name, offset) = executable.codeName(at: address) else { return text }
            let place = offset == 0 ? name : "\(name)+0x\(String(offset, radix: 16))"
            let number = "0x" + String(target, radix: 16)
            guard let range = text.firstRange(of: number) else { return "\(text) # \(place)" }
            text.replaceSubrange(range, with: place)
        } else if let reference = instruction.reference {
            let address = StaticAddress(reference)
            let name = executable.symbol(containing: address) ?? executable.codeName(at: address)?.name
            text += " # 0x\(String(reference, radix: 16))"
            if let name { text += " \(name)" }
        }
        return text
    }

    /// Targets are symbols where one starts there, references also within one.
    private func goText(_ instruction: DecodedInstruction) -> String {
        guard let place = instruction.place, let address = instruction.target ?? instruction.reference,
            let (name, offset) = executable.placeName(at: StaticAddress(address)),
            offset == 0 || instruction.target == nil
        else { return instruction.text }
        var text = Array(instruction.text.utf8)
        text.replaceSubrange(place, with: "\(name)\(offset == 0 ? "" : "+\(offset)")(SB)".utf8)
        return String(decoding: text, as: UTF8.self)
    }
}

extension String {
    fileprivate func firstRange(of pattern: String) -> Range<Index>? {
        var at = startIndex
        while at < endIndex {
            if self[at...].hasPrefix(pattern) { return at..<index(at, offsetBy: pattern.count) }
            at = index(after: at)
        }
        return nil
    }
}
