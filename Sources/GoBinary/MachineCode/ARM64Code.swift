import Evidence
import Wire

/// The few forms of arm64 machine code that name fixed places: ADRP and what adds an offset to its page
/// (Arm ARM, C4.1).
enum ARM64Code: MachineCodeReader {
    static func references(in code: CodeBytes) -> [CodeReference] {
        var found: [CodeReference] = []
        var pages = Pages()
        for number in 0..<code.count / 4 {
            guard let word = code.bytes.load(number * 4, as: UInt32.self) else { break }
            if let reference = pages.step(word, at: code.start &+ UInt64(number * 4)) {
                // The ordered store names the register of an address that was listed before.
                if reference.use == .atomicStore, let last = found.lastIndex(where: { $0.target == reference.target }),
                    found[last].use == .address
                {
                    found[last].use = .atomicStore
                } else {
                    found.append(reference)
                }
            }
        }
        return found
    }

    static func refers(_ code: CodeBytes, to range: Range<UInt64>) -> Bool {
        var pages = Pages()
        for number in 0..<code.count / 4 {
            guard let word = code.bytes.load(number * 4, as: UInt32.self) else { break }
            if let reference = pages.step(word, at: code.start &+ UInt64(number * 4)),
                range.contains(reference.target.rawValue)
            {
                return true
            }
        }
        return false
    }

    // Loads and stores with exclusive access have no displacement, and what computes their address is not followed.
    static func lockedDisplacement(in code: CodeBytes, from offset: Int) -> Int32? { nil }
    static func argumentDisplacement(in code: CodeBytes, before offset: Int) -> Int32? { nil }
    static func computes(displacement: Int32, in code: CodeBytes) -> Bool { true }

    static func calls(in code: CodeBytes) -> [DirectCall] {
        var found: [DirectCall] = []
        for number in 0..<code.count / 4 {
            guard let word = code.bytes.load(number * 4, as: UInt32.self) else { break }
            let isCall = word & 0xfc00_0000 == 0x9400_0000
            guard isCall || word & 0xfc00_0000 == 0x1400_0000 else { continue }
            let difference = Int32(bitPattern: word << 6) >> 4
            let target = code.address(number * 4, plus: difference)
            if !isCall, code.contains(target) { continue }
            found.append(
                DirectCall(
                    target: StaticAddress(target),
                    returnAddress: StaticAddress(code.address(number * 4 + 4, plus: 0))))
        }
        return found
    }

    /// What is known of the registers: pages from ADRP, and addresses made of them.
    private struct Pages {
        private var values = [UInt64?](repeating: nil, count: 32)
        private var isAddress = [Bool](repeating: false, count: 32)

        /// Looks at one instruction; returns the use of a fixed place that it completes.
        mutating func step(_ word: UInt32, at address: UInt64) -> CodeReference? {
            let target = Int(word & 31)
            let base = Int(word >> 5 & 31)
            if word & 0x9f00_0000 == 0x9000_0000 {
                let pages = Int64(Int32(bitPattern: word << 8) >> 13) << 2 | Int64(word >> 29 & 3)
                set(target, (address & ~4095) &+ UInt64(bitPattern: pages &<< 12), isAddress: false)
                return nil
            }
            if word & 0xff80_0000 == 0x9100_0000 {
                let offset = UInt64(word >> 10 & 0xfff) << (word & 0x40_0000 != 0 ? 12 : 0)
                return add(target, base, offset)
            }
            if word & 0x3b00_0000 == 0x3900_0000 { return memory(word, target, base) }
            if word & 0x7e00_0000 == 0x2800_0000, let value = values[base] { return pair(word, value) }
            // STLR, and SWPAL of a word or a double word.
            let isOrderedStore = word & 0xbfff_fc00 == 0x889f_fc00 || word & 0xbfe0_fc00 == 0xb8e0_8000
            if isOrderedStore, let value = values[base], isAddress[base] {
                return CodeReference(target: StaticAddress(value), use: .atomicStore)
            }
            forget(word)
            return nil
        }

        /// Drops what an instruction of another kind may have overwritten (top level of the encoding table).
        private mutating func forget(_ word: UInt32) {
            switch word >> 25 & 15 {
            case 0b1010, 0b1011:
                // A call leaves no register as it was.
                let isCall = word & 0xfc00_0000 == 0x9400_0000 || word & 0xffff_fc1f == 0xd63f_0000
                if isCall { values = [UInt64?](repeating: nil, count: 32) }
            case 0b0100, 0b0110, 0b1100, 0b1110:
                if word & 0x0040_0000 != 0 { set(Int(word & 31), nil, isAddress: false) }
            default: set(Int(word & 31), nil, isAddress: false)
            }
        }

        private mutating func set(_ register: Int, _ value: UInt64?, isAddress flag: Bool) {
            guard register < 31 else { return }
            values[register] = value
            isAddress[register] = flag
        }

        private mutating func add(_ target: Int, _ base: Int, _ offset: UInt64) -> CodeReference? {
            guard let page = values[base] else {
                set(target, nil, isAddress: false)
                return nil
            }
            set(target, page &+ offset, isAddress: true)
            return CodeReference(target: StaticAddress(page &+ offset), use: .address)
        }

        /// Loads and stores with an unsigned offset, scaled by the size.
        private mutating func memory(_ word: UInt32, _ target: Int, _ base: Int) -> CodeReference? {
            let isVector = word & 0x0400_0000 != 0
            var scale = Int(word >> 30)
            if isVector, word & 0x0080_0000 != 0 { scale = 4 }
            let isStore = word & 0x00c0_0000 == 0 || (isVector && word & 0x0040_0000 == 0)
            defer { if !isStore, !isVector { set(target, nil, isAddress: false) } }
            guard let page = values[base] else { return nil }
            let place = StaticAddress(page &+ UInt64(word >> 10 & 0xfff) << UInt64(scale))
            return CodeReference(target: place, use: isStore ? .store(bytes: 1 << scale) : .load(bytes: 1 << scale))
        }

        /// LDP and STP, whose bytes are those of both registers.
        private mutating func pair(_ word: UInt32, _ value: UInt64) -> CodeReference? {
            let isVector = word & 0x0400_0000 != 0
            let scale = isVector ? 2 + Int(word >> 30) : 2 + Int(word >> 31)
            let offset = Int64(Int32(bitPattern: word << 10) >> 25) << Int64(scale)
            let place = StaticAddress(value &+ UInt64(bitPattern: offset))
            let isLoad = word & 0x0040_0000 != 0
            if isLoad, !isVector {
                set(Int(word & 31), nil, isAddress: false)
                set(Int(word >> 10 & 31), nil, isAddress: false)
            }
            return CodeReference(target: place, use: isLoad ? .load(bytes: 2 << scale) : .store(bytes: 2 << scale))
        }
    }
}
