import Evidence
import Wire

/// The few forms of amd64 machine code that name fixed places (Intel SDM volume 2, chapter 2 and opcode map).
///
/// Instructions are not decoded one after another: each position is tried for the form prefix, opcode, ModRM byte with
/// a displacement from the program counter. A chance match inside of another instruction would have to lead to the
/// right place as well.
enum AMD64Code: MachineCodeReader {
    /// An instruction with a displacement from the program counter.
    private struct Relative {
        var use: CodeReference.Use
        var target: UInt64
        /// Position behind the instruction.
        var end: Int
        /// Number of the register in the ModRM byte, with its REX extension.
        var register: UInt8
    }

    static func references(in code: CodeBytes) -> [CodeReference] {
        var found: [CodeReference] = []
        var at = 0
        while at < code.count {
            guard let instruction = relative(code, at) else {
                at += 1
                continue
            }
            at = instruction.end
            var use = instruction.use
            if use == .address, isExchange(code, at, with: instruction.register) { use = .atomicStore }
            found.append(CodeReference(target: StaticAddress(instruction.target), use: use))
        }
        return found
    }

    static func refers(_ code: CodeBytes, to range: Range<UInt64>) -> Bool {
        var at = 0
        while at + 5 <= code.count {
            // ModRM with mode 0 and register/memory 5, whatever the opcode, and immediates of 0, 1, 2 and 4 bytes.
            if let modes = code.byte(at), modes & 0xc7 == 5, let difference = code.signed32(at + 1) {
                let base = code.address(at + 5, plus: difference)
                if range.contains(base) || range.contains(base &+ 1) || range.contains(base &+ 2)
                    || range.contains(base &+ 4)
                {
                    if exactReference(code, modesAt: at, range) { return true }
                }
            }
            at += 1
        }
        return false
    }

    /// Decides between the immediates: by the opcode when it is a known one, otherwise for the form without any.
    private static func exactReference(_ code: CodeBytes, modesAt at: Int, _ range: Range<UInt64>) -> Bool {
        // An opcode stands one or two bytes (with REX and prefixes up to four) in front of its ModRM byte.
        for start in [at - 4, at - 3, at - 2, at - 1] where start >= 0 {
            guard let instruction = relative(code, start), instruction.end >= at + 5, instruction.end <= at + 9
            else { continue }
            if range.contains(instruction.target) { return true }
        }
        guard let difference = code.signed32(at + 1) else { return false }
        return isVectorForm(code, at) && range.contains(code.address(at + 5, plus: difference))
    }

    /// A VEX prefix (C4, C5) in front of an opcode.
    private static func isVectorForm(_ code: CodeBytes, _ modes: Int) -> Bool {
        code.byte(modes - 3) == 0xc5 || code.byte(modes - 4) == 0xc4
    }

    static func calls(in code: CodeBytes) -> [DirectCall] {
        var found: [DirectCall] = []
        for at in 0..<max(code.count - 4, 0) {
            guard let opcode = code.byte(at), opcode == 0xe8 || opcode == 0xe9,
                let difference = code.signed32(at + 1)
            else { continue }
            let target = code.address(at + 5, plus: difference)
            // Jumps within the function are none of our business; a recursive call is.
            if opcode == 0xe9, code.contains(target) { continue }
            found.append(
                DirectCall(
                    target: StaticAddress(target), returnAddress: StaticAddress(code.address(at + 5, plus: 0))))
        }
        return found
    }

    private static func relative(_ code: CodeBytes, _ start: Int) -> Relative? {
        var at = start
        var is16 = false
        var isScalar = false
        prefixes: for _ in 0..<2 {
            switch code.byte(at) {
            case 0x66: is16 = true
            case 0xf2, 0xf3: isScalar = true
            case 0xf0: break
            default: break prefixes
            }
            at += 1
        }
        var rex: UInt8 = 0
        if let byte = code.byte(at), byte & 0xf0 == 0x40 {
            rex = byte
            at += 1
        }
        guard let opcode = code.byte(at) else { return nil }
        at += 1
        if opcode == 0x0f { return twoByte(code, at, rex, isScalar) }
        let wide = rex & 8 != 0
        let size = wide ? 8 : is16 ? 2 : 4
        let use: CodeReference.Use
        var immediate = 0
        switch opcode {
        case 0x8d: use = .address
        case 0x8b: use = .load(bytes: size)
        case 0x8a: use = .load(bytes: 1)
        case 0x63: use = .load(bytes: 4)
        case 0x89: use = .store(bytes: size)
        case 0x88: use = .store(bytes: 1)
        case 0xc7: (use, immediate) = (.store(bytes: size), is16 ? 2 : 4)
        case 0xc6: (use, immediate) = (.store(bytes: 1), 1)
        case 0x87: use = .atomicStore
        case 0x80, 0x83, 0x6b, 0xc0, 0xc1: (use, immediate) = (.other, 1)
        case 0x81, 0x69: (use, immediate) = (.other, is16 ? 2 : 4)
        case 0x00...0x3b where opcode & 7 < 4: use = .other
        case 0x84, 0x85, 0x86, 0xd1, 0xd3, 0xfe, 0xff: use = .other
        case 0xf6, 0xf7:
            let isTest = (code.byte(at) ?? 0) & 0x38 == 0
            (use, immediate) = (.other, isTest ? (opcode == 0xf6 ? 1 : is16 ? 2 : 4) : 0)
        default: return nil
        }
        return finish(code, at, rex, use, immediate)
    }

    /// Opcodes behind the byte 0F.
    private static func twoByte(_ code: CodeBytes, _ at: Int, _ rex: UInt8, _ isScalar: Bool) -> Relative? {
        guard let opcode = code.byte(at) else { return nil }
        switch opcode {
        case 0x10, 0x28, 0x6f: return finish(code, at + 1, rex, .load(bytes: isScalar && opcode == 0x10 ? 8 : 16), 0)
        case 0x11, 0x29, 0x7f: return finish(code, at + 1, rex, .store(bytes: isScalar && opcode == 0x11 ? 8 : 16), 0)
        case 0xb6, 0xbe: return finish(code, at + 1, rex, .load(bytes: 1), 0)
        case 0xb7, 0xbf: return finish(code, at + 1, rex, .load(bytes: 2), 0)
        case 0xba, 0x70, 0xc2, 0xc4, 0xc5, 0xc6: return finish(code, at + 1, rex, .other, 1)
        case 0x40...0x4f, 0x51...0x5f, 0x2a...0x2f, 0x54...0x57, 0xa3, 0xab, 0xb0, 0xb1, 0xb3, 0xbb, 0xc0, 0xc1, 0xef,
            0xd0...0xfe, 0x90...0x9f, 0xaf:
            return finish(code, at + 1, rex, .other, 0)
        default: return nil
        }
    }

    private static func finish(
        _ code: CodeBytes, _ modesAt: Int, _ rex: UInt8, _ use: CodeReference.Use, _ immediate: Int
    ) -> Relative? {
        guard let modes = code.byte(modesAt), modes & 0xc7 == 5, let difference = code.signed32(modesAt + 1)
        else { return nil }
        let end = modesAt + 5 + immediate
        guard end <= code.count else { return nil }
        return Relative(
            use: use, target: code.address(end, plus: difference), end: end,
            register: (modes >> 3) & 7 | (rex & 4) << 1)
    }

    /// `XCHG` of a register with the memory that `register` points to, as the next instruction.
    private static func isExchange(_ code: CodeBytes, _ start: Int, with register: UInt8) -> Bool {
        var at = start
        while code.byte(at) == 0x90 { at += 1 }
        guard let rex = code.byte(at), rex & 0xf0 == 0x40, code.byte(at + 1) == 0x87, let modes = code.byte(at + 2)
        else { return false }
        let base = modes & 7 | (rex & 1) << 3
        // Mode 0 without displacement; r13 needs one of a byte.
        let mode = modes >> 6
        return base == register && (mode == 0 && modes & 7 != 5 || mode == 1 && code.byte(at + 3) == 0)
    }
}
