import Evidence
import Wire

/// Where in a structure amd64 code changes memory or takes an address: the displacement of the operand.
extension AMD64Code {
    /// Bytes of code in which inlined Lock and RLock have their locked instruction, and those in front of it that may
    /// compute its address.
    private static let reach = 160

    /// A memory operand without index: base register and displacement.
    private struct Operand {
        var base: UInt8
        var displacement: Int32
        /// Number of the other register, with its REX extension.
        var register: UInt8
    }

    /// The operand whose ModRM byte is at `at`; nil for registers, fixed places, the stack, and indexes.
    private static func operand(_ code: CodeBytes, _ at: Int, rex: UInt8) -> Operand? {
        guard let modes = code.byte(at) else { return nil }
        let mode = modes >> 6
        guard mode != 3, modes & 7 != 4, !(mode == 0 && modes & 7 == 5) else { return nil }
        let displacement: Int32
        switch mode {
        case 0: displacement = 0
        case 1:
            guard let byte = code.byte(at + 1) else { return nil }
            displacement = Int32(Int8(bitPattern: byte))
        default:
            guard let word = code.signed32(at + 1) else { return nil }
            displacement = word
        }
        return Operand(
            base: modes & 7 | (rex & 1) << 3, displacement: displacement, register: (modes >> 3) & 7 | (rex & 4) << 1)
    }

    /// LEA of 64 bits at `at`.
    private static func address(_ code: CodeBytes, _ at: Int) -> Operand? {
        guard let rex = code.byte(at), rex & 0xf8 == 0x48, code.byte(at + 1) == 0x8d else { return nil }
        return operand(code, at + 2, rex: rex)
    }

    static func lockedDisplacement(in code: CodeBytes, from offset: Int) -> Int32? {
        for at in max(0, offset)..<max(0, offset, min(code.count, offset + reach)) where code.byte(at) == 0xf0 {
            var next = at + 1
            var rex: UInt8 = 0
            if let byte = code.byte(next), byte & 0xf0 == 0x40 {
                rex = byte
                next += 1
            }
            // CMPXCHG or XADD of 32 bits.
            guard code.byte(next) == 0x0f, let opcode = code.byte(next + 1), opcode == 0xb1 || opcode == 0xc1 else {
                continue
            }
            guard let operand = operand(code, next + 2, rex: rex) else { return nil }
            if operand.displacement != 0 { return operand.displacement }
            // The address may have been computed into the register before.
            for earlier in stride(from: at - 1, through: max(0, at - reach), by: -1) {
                if let found = address(code, earlier), found.register == operand.base { return found.displacement }
            }
            return 0
        }
        return nil
    }

    static func argumentDisplacement(in code: CodeBytes, before offset: Int) -> Int32? {
        for at in stride(from: offset - 6, through: max(0, offset - 40), by: -1) {
            if let found = address(code, at), found.register == 0 { return found.displacement }
            // ADD of a constant to RAX.
            if code.byte(at) == 0x48, code.byte(at + 1) == 0x83, code.byte(at + 2) == 0xc0, let byte = code.byte(at + 3)
            {
                return Int32(Int8(bitPattern: byte))
            }
            if code.byte(at) == 0x48, code.byte(at + 1) == 0x05, let word = code.signed32(at + 2) { return word }
        }
        return nil
    }

    static func computes(displacement: Int32, in code: CodeBytes) -> Bool {
        (0..<code.count).contains { at in address(code, at)?.displacement == displacement }
    }
}
