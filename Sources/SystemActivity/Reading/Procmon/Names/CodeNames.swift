import Wire

/// Names of numbers, to be appended without making strings.
struct CodeNames: Sendable {
    private let codes: [UInt32]
    /// Place of each code in `codes` when they are small; empty otherwise.
    private let places: [Int16]
    /// Ends of the names in `text`.
    private let ends: [Int32]
    private let text: [UInt8]

    private static let largestDirect = 1024

    /// - Parameter lines: a hexadecimal number and its name on each, in ascending order.
    init(_ lines: String) {
        var codes: [UInt32] = []
        var ends: [Int32] = []
        var text: [UInt8] = []
        for line in lines.utf8.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
            codes.append(UInt32(String(decoding: parts[0], as: UTF8.self), radix: 16) ?? 0)
            if parts.count > 1 { text += parts[1] }
            ends.append(Int32(text.count))
        }
        var places: [Int16] = []
        if let last = codes.last, last < Self.largestDirect {
            places = Array(repeating: -1, count: Int(last) + 1)
            for (place, code) in codes.enumerated() { places[Int(code)] = Int16(place) }
        }
        (self.codes, self.places, self.ends, self.text) = (codes, places, ends, text)
    }

    /// Place of a number among the names; -1 when it has none.
    func place(_ code: UInt32) -> Int {
        if !places.isEmpty { return code < places.count ? Int(places[Int(code)]) : -1 }
        var low = 0
        var high = codes.count
        while low < high {
            let middle = (low + high) / 2
            if codes[middle] < code { low = middle + 1 } else { high = middle }
        }
        return low < codes.count && codes[low] == code ? low : -1
    }

    func contains(_ code: UInt32) -> Bool { place(code) >= 0 }

    /// Appends the name of a number.
    /// - Returns: whether it has one.
    @discardableResult
    func append(_ code: UInt32, to text: inout [UInt8]) -> Bool {
        let place = place(code)
        guard place >= 0 else { return false }
        text += self.text[(place == 0 ? 0 : Int(ends[place - 1]))..<Int(ends[place])]
        return true
    }
}

/// Bits of a mask and their name.
struct MaskName: Sendable {
    let bits: UInt32
    let name: StaticString

    init(_ bits: UInt32, _ name: StaticString) {
        self.bits = bits
        self.name = name
    }
}

/// Tables of Process Monitor, and how it prints masks.
enum ProcmonNames {
    /// Appends the names of bits, one behind the other.
    /// - Returns: the bits that have no name.
    static func append(
        _ mask: UInt32, _ names: [MaskName], separator: StaticString = ", ", to text: inout [UInt8]
    ) -> UInt32 {
        var rest = mask
        var isFirst = true
        for entry in names where rest & entry.bits == entry.bits {
            if !isFirst { text.append(text: separator) }
            isFirst = false
            text.append(text: entry.name)
            rest &= ~entry.bits
            if rest == 0 { break }
        }
        return rest
    }

    /// Appends the names of bits, and what has no name as a number.
    static func appendWhole(_ mask: UInt32, _ names: [MaskName], to text: inout [UInt8]) {
        let start = text.count
        let rest = append(mask, names, to: &text)
        if rest != 0 {
            if text.count > start { text.append(text: ", ") }
            text.append(text: "0x")
            text.append(hex: UInt64(rest))
        }
    }

    /// Generic rights stand for sets of rights: read, write, execute, all.
    private static func append(
        access: UInt32, generic: (UInt32, UInt32, UInt32, UInt32), _ names: [MaskName], to text: inout [UInt8]
    ) {
        var mask = access
        if access & 0x8000_0000 != 0 { mask |= generic.0 }
        if access & 0x4000_0000 != 0 { mask |= generic.1 }
        if access & 0x2000_0000 != 0 { mask |= generic.2 }
        if access & 0x1000_0000 != 0 { mask |= generic.3 }
        let start = text.count
        _ = append(mask, names, to: &text)
        if text.count == start {
            text.append(text: "None 0x")
            text.append(hex: UInt64(mask))
        }
    }

    static func append(fileAccess access: UInt32, to text: inout [UInt8]) {
        append(access: access, generic: (0x12_0089, 0x12_0116, 0x12_00a0, 0x1f_01ff), fileAccess, to: &text)
    }

    static func append(registryAccess access: UInt32, to text: inout [UInt8]) {
        append(access: access, generic: (0x2_0019, 0x2_0006, 0x2_0019, 0xf_003f), registryAccess, to: &text)
    }

    /// Attributes have no separator; what has no name follows a space.
    static func append(attributes: UInt32, to text: inout [UInt8]) {
        if attributes == 0 { return text.append(text: "n/a") }
        let rest = append(attributes, Self.attributes, separator: "", to: &text)
        if rest & 0x18_0000 != 0 {
            text.append(text: " 0x")
            text.append(hex: UInt64(rest & 0x18_0000))
        }
    }

    static func append(result: UInt32, to text: inout [UInt8]) {
        if !results.append(result, to: &text) {
            text.append(text: "0x")
            text.append(hex: UInt64(result), uppercase: true)
        }
    }

    static func append(control code: UInt32, to text: inout [UInt8]) {
        if fileSystemControls.append(code, to: &text) || deviceControls.append(code, to: &text) { return }
        text.append(text: "0x")
        text.append(hex: UInt64(code))
        text.append(text: " (Device:0x")
        text.append(hex: UInt64(code >> 16))
        text.append(text: " Function:")
        text.append(decimal: UInt64(code >> 2 & 0xfff))
        text.append(text: " Method: ")
        text.append(decimal: UInt64(code & 3))
        text.append(text: ")")
    }
}
