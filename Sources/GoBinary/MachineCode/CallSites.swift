import Evidence
import Wire

extension Executable {
    /// Whether an instruction that calls holds the last byte before a return address; nil when it cannot be told, on
    /// processors that sonde knows no calls of and for addresses that the file has no code at.
    ///
    /// Chance matches are possible on amd64, where one byte in some hundred looks like the beginning of a call.
    public func isReturnAddress(_ address: StaticAddress) -> Bool? {
        switch architecture {
        case .arm64:
            guard let word = bytes(at: StaticAddress((address.rawValue &- 1) & ~3), count: 4)?.load(0, as: UInt32.self)
            else { return nil }
            // BL, and BLR of any register.
            return word &>> 26 == 0b100101 || word & 0xffff_fc1f == 0xd63f_0000
        case .amd64:
            let longest = 7
            guard address.rawValue >= UInt64(longest),
                let code = bytes(at: StaticAddress(address.rawValue &- UInt64(longest)), count: longest)
            else { return nil }
            return Self.endsWithCall(code.array)
        case .other: return nil
        }
    }

    /// `code` is the seven bytes in front.
    private static func endsWithCall(_ code: [UInt8]) -> Bool {
        if code[2] == 0xe8 { return true }
        // FF /2: the ModRM byte says how long the operand is, and whether a scale-index-base byte follows.
        for (length, modes) in [(2, [0, 3]), (3, [0, 1]), (4, [1]), (6, [0, 2]), (7, [0, 2])] as [(Int, [UInt8])] {
            guard code[7 - length] == 0xff else { continue }
            let operand = code[8 - length]
            guard operand &>> 3 & 7 == 2, modes.contains(operand &>> 6) else { continue }
            if size(operand, base: length > 2 ? code[9 - length] & 7 : 0) == length { return true }
        }
        return false
    }

    private static func size(_ operand: UInt8, base: UInt8) -> Int {
        let mode = operand &>> 6
        let register = operand & 7
        if mode == 3 { return 2 }
        let scaled = register == 4 ? 1 : 0
        let displacement =
            mode == 1 ? 1 : mode == 2 || register == 5 || scaled == 1 && base == 5 ? 4 : 0
        return 2 + scaled + displacement
    }
}
