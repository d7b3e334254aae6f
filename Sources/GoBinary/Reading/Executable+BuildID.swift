import Evidence
import Wire

extension Executable {
    /// The identifier that the go command wrote: four hashes with slashes between, of which the first and the last
    /// stand for the inputs and the contents of the program. Nil when there is none.
    public var goBuildID: String? {
        if let note = elfNote(owner: "Go", type: 4) { return note.string }
        return textBuildID
    }

    /// The identifier of the contents in hexadecimal: ELF's GNU build id or Mach-O's UUID. Nil when there is none.
    public var gnuBuildID: String? {
        if let known = layout.headerBuildID { return known }
        guard let note = elfNote(owner: "GNU", type: 3), note.count <= 64 else { return nil }
        return hexadecimal(note)
    }

    func elfNote(owner: String, type: UInt32) -> Bytes? {
        guard format == .elf else { return nil }
        var places: [Bytes] = layout.notes.compactMap { note in
            Int(exactly: note.fileSize).flatMap { contents.bytes(at: note.address, count: $0) }
        }
        // Object files and damaged headers have sections only.
        if let file {
            places += sections.filter { $0.type == 7 }.compactMap {
                SymbolTable.part(file, $0.fileOffset, $0.fileSize)
            }
        }
        return places.lazy.compactMap { self.note(in: $0, owner: owner, type: type) }.first
    }

    private func note(in bytes: Bytes, owner: String, type: UInt32) -> Bytes? {
        let ordered = OrderedBytes(bytes, isBigEndian: isBigEndian)
        var at = 0
        while let nameSize = ordered.load(at, as: UInt32.self), let size = ordered.load(at &+ 4, as: UInt32.self),
            let kind = ordered.load(at &+ 8, as: UInt32.self)
        {
            let name = at &+ 12
            let content = name &+ (Int(nameSize) &+ 3) & ~3
            // The Go linker counts the padding of its name in.
            if kind == type, nameSize <= 16, let found = bytes.slice(name, Int(nameSize))?.cString(at: 0),
                found == owner
            {
                return bytes.slice(content, Int(size))
            }
            at = content &+ (Int(size) &+ 3) & ~3
        }
        return nil
    }

    /// Other formats have it at the start of the code: `\xff Go build ID: "…"\n \xff`.
    private var textBuildID: String? {
        let mark = [UInt8(0xff)] + Array(" Go build ID: \"".utf8)
        let starts = segments.filter(\.isExecutable).map(\.address) + sections.filter(\.isExecutable).map(\.address)
        for start in starts {
            guard let tail = contents.tail(at: start), let head = tail.slice(0, min(tail.count, 32 << 10)),
                let hit = head.firstRange(of: mark), let text = head.suffix(from: hit + mark.count),
                let end = text.firstRange(of: Array("\"\n \u{ff}".unicodeScalars.map { UInt8($0.value) }))
            else { continue }
            return text.slice(0, end)?.string
        }
        return nil
    }
}

/// Bytes as lower-case hexadecimal digits.
func hexadecimal(_ bytes: Bytes) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes.array { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
}
