import Evidence
import Wire

/// Goes through machine code in one pass and tells calls and jumps, without text and without an array. For one thread at
/// a time.
public final class CodeScanner {
    private let scanner: InstructionScanner?

    /// - Throws: `unsupported` for processors other than amd64 and arm64, and when the library that decodes amd64 is
    ///   missing, with what to install.
    public init(_ executable: Executable) throws {
        switch executable.architecture {
        case .amd64: scanner = try InstructionScanner()
        case .arm64: scanner = nil
        case .other(let name):
            throw InputError(
                .unsupported, "is a program for \(name): only code of amd64 and arm64 is counted", file: executable.path
            )
        }
    }

    /// Calls `body` with each call, and each jump out of the code that lies at an address, in the code's order.
    public func scan(_ code: Bytes, at address: StaticAddress, _ body: (ControlTransfer) -> Void) -> InstructionCount {
        if let scanner { return scanner.scan(code, address: address.rawValue, body) }
        return ARM64Code.scan(CodeBytes(bytes: code, start: address.rawValue), body)
    }

    /// Where instructions begin, from the start of the code.
    public func starts(_ code: Bytes) -> [Int] {
        scanner?.starts(code) ?? Array(stride(from: 0, to: code.count & ~3, by: 4))
    }
}

extension ARM64Code {
    /// Arm ARM, C4.1.3: BL and BLR call, B, B.cond, CBZ, TBZ and BR jump.
    static func scan(_ code: CodeBytes, _ body: (ControlTransfer) -> Void) -> InstructionCount {
        var count = InstructionCount()
        count.instructions = code.count / 4
        for number in 0..<code.count / 4 {
            guard let word = code.bytes.load(number * 4, as: UInt32.self) else { break }
            // Branches, exceptions and system instructions.
            guard word & 0x1c00_0000 == 0x1400_0000 else { continue }
            let end = number * 4 + 4
            if word & 0xffff_fc1f == 0xd63f_0000 {
                body(ControlTransfer(kind: .dynamicCall, end: end, target: 0))
            } else if word & 0xffff_fc1f == 0xd61f_0000 {
                body(ControlTransfer(kind: .dynamicJump, end: end, target: 0))
            } else if let difference = branch(word) {
                let target = code.address(number * 4, plus: difference)
                let isCall = word & 0xfc00_0000 == 0x9400_0000
                if isCall || !code.contains(target) {
                    body(ControlTransfer(kind: isCall ? .call : .jump, end: end, target: target))
                }
            }
        }
        return count
    }

    /// Distance in bytes to where a direct branch leads; nil for other instructions.
    private static func branch(_ word: UInt32) -> Int32? {
        // B and BL.
        if word & 0x7c00_0000 == 0x1400_0000 { return Int32(bitPattern: word << 6) >> 4 }
        // B.cond, CBZ, CBNZ.
        if word & 0xff00_0000 == 0x5400_0000 || word & 0x7e00_0000 == 0x3400_0000 {
            return (Int32(bitPattern: word << 8) >> 13) << 2
        }
        // TBZ, TBNZ.
        if word & 0x7e00_0000 == 0x3600_0000 { return (Int32(bitPattern: word << 13) >> 18) << 2 }
        return nil
    }
}
