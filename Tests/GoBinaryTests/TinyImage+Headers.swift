/// The headers of the three file formats, with one segment for the whole file.
extension TinyImage {
    func header(size: Int) -> [UInt8] {
        var out = Writer(isBigEndian: isBigEndian, pointerSize: pointerSize)
        switch container {
        case .elf: elf(&out, size)
        case .pe: pe(&out, size)
        case .machO: machO(&out, size)
        }
        out.pad(to: Self.textOffset)
        return out.bytes
    }

    private func elf(_ out: inout Writer, _ size: Int) {
        let is64 = pointerSize == 8
        out.bytes += [0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, isBigEndian ? 2 : 1, 1] + [UInt8](repeating: 0, count: 9)
        let machine: UInt16 = isBigEndian ? (is64 ? 22 : 8) : (is64 ? 62 : 3)
        out.integer(UInt16(2))
        out.integer(machine)
        out.integer(UInt32(1))
        out.word(text)
        out.word(is64 ? 64 : 52)
        out.word(0)
        out.integer(UInt32(0))
        for value in [is64 ? 64 : 52, is64 ? 56 : 32, 2, 0, 0, 0] as [UInt16] { out.integer(value) }
        let note = is64 ? 0x200 : 0x180
        for (type, flags, offset, length) in [(1, 7, 0, size), (4, 4, note, 28)] as [(UInt32, UInt32, Int, Int)] {
            out.integer(type)
            if is64 { out.integer(flags) }
            out.word(UInt64(offset))
            out.word(base + UInt64(offset))
            out.word(base + UInt64(offset))
            out.word(UInt64(length))
            out.word(UInt64(length))
            if !is64 { out.integer(flags) }
            out.word(16)
        }
        out.pad(to: note)
        for value in [4, 12, 4] as [UInt32] { out.integer(value) }
        out.bytes += Array("Go\0\0a/b/c/d/e/f!".utf8)
    }

    private func pe(_ out: inout Writer, _ size: Int) {
        out.bytes += Array("MZ".utf8)
        out.pad(to: 0x3c)
        out.integer(UInt32(0x40))
        out.bytes += [0x50, 0x45, 0, 0]
        out.integer(UInt16(0x8664))
        out.integer(UInt16(1))
        for _ in 0..<3 { out.integer(UInt32(0)) }
        out.integer(UInt16(240))
        out.integer(UInt16(0x22))
        let optional = out.count
        out.integer(UInt16(0x20b))
        out.pad(to: optional + 24)
        out.integer(UInt64(0x40_0000))
        out.pad(to: optional + 240)
        out.bytes += Array(".text\0\0\0".utf8)
        // An offset of 0 would mean "not in the file", so the section leaves out the first 16 bytes.
        out.integer(UInt32(size - 16))
        out.integer(UInt32(0x1010))
        out.integer(UInt32(size - 16))
        out.integer(UInt32(16))
        for _ in 0..<3 { out.integer(UInt32(0)) }
        out.integer(UInt32(0xe000_0020))
    }

    private func machO(_ out: inout Writer, _ size: Int) {
        for value in [0xfeed_facf, 0x0100_0007, 3, 2, 2, 96, 0, 0] as [UInt32] { out.integer(value) }
        out.integer(UInt32(0x19))
        out.integer(UInt32(72))
        out.bytes += Array("__TEXT".utf8) + [UInt8](repeating: 0, count: 10)
        out.integer(base)
        out.integer(UInt64(size))
        out.integer(UInt64(0))
        out.integer(UInt64(size))
        for value in [7, 7, 0, 0] as [UInt32] { out.integer(value) }
        out.integer(UInt32(0x1b))
        out.integer(UInt32(24))
        out.bytes += (0..<16).map { UInt8($0) }
    }
}

/// Bytes in a byte order and word size.
struct Writer {
    var bytes: [UInt8] = []
    let isBigEndian: Bool
    let pointerSize: Int

    init(isBigEndian: Bool, pointerSize: Int) {
        self.isBigEndian = isBigEndian
        self.pointerSize = pointerSize
    }

    var count: Int { bytes.count }

    mutating func integer<T: FixedWidthInteger>(_ value: T) {
        let ordered = (0..<MemoryLayout<T>.size).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        bytes += isBigEndian ? ordered.reversed() : ordered
    }

    mutating func word(_ value: UInt64) {
        if pointerSize == 8 { integer(value) } else { integer(UInt32(truncatingIfNeeded: value)) }
    }

    mutating func pad(to size: Int) { bytes += [UInt8](repeating: 0, count: max(0, size - count)) }

    mutating func align(_ step: Int) { pad(to: (count + step - 1) / step * step) }
}
