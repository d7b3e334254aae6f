import Evidence
import Wire

/// Headers and symbols of a Windows executable (Microsoft, "PE Format").
struct PEReader {
    static let magic = Array("MZ".utf8)

    private enum Characteristic {
        static let executable: UInt32 = 0x2000_0000
        static let readable: UInt32 = 0x4000_0000
        static let writable: UInt32 = 0x8000_0000
    }

    private let file: Bytes
    private let path: String
    /// Offset of the COFF header, behind `PE\0\0`.
    private let header: Int

    /// - Throws: `notRecognised` when there is no PE header.
    init(_ contents: Bytes, path: String) throws {
        guard contents.starts(with: Self.magic), let offset = contents.load(0x3c, as: UInt32.self),
            contents.slice(Int(offset), 4)?.starts(with: [0x50, 0x45, 0, 0]) == true
        else {
            throw InputError(
                .notRecognised, "is a DOS program or a damaged Windows executable: it has no PE header", file: path,
                offset: 0x3c)
        }
        file = contents
        self.path = path
        header = Int(offset) + 4
    }

    func layout() throws -> ExecutableLayout {
        guard let machine = file.load(header, as: UInt16.self), let count = file.load(header + 2, as: UInt16.self),
            let symbols = file.load(header + 8, as: UInt32.self),
            let symbolCount = file.load(header + 12, as: UInt32.self),
            let optionalSize = file.load(header + 16, as: UInt16.self),
            let magic = file.load(header + 20, as: UInt16.self)
        else {
            throw InputError(.truncated, "the PE header is cut off", file: path, offset: UInt64(header))
        }
        let optional = header + 20
        guard magic == 0x10b || magic == 0x20b else {
            throw InputError(
                .malformed, "has an optional header of kind 0x\(String(magic, radix: 16)); 0x10b or 0x20b is expected",
                file: path, offset: UInt64(optional))
        }
        let is64 = magic == 0x20b
        let base =
            is64
            ? file.load(optional + 24, as: UInt64.self) : file.load(optional + 28, as: UInt32.self).map(UInt64.init)
        guard let base else {
            throw InputError(.truncated, "the PE header is cut off", file: path, offset: UInt64(optional))
        }
        var layout = ExecutableLayout(format: .pe, architecture: architecture(machine))
        layout.pointerSize = is64 ? 8 : 4
        layout.preferredBase = base
        layout.isPositionIndependent = (file.load(optional + 70, as: UInt16.self) ?? 0) & 0x40 != 0
        let strings = UInt64(symbols) + UInt64(symbolCount) * 18
        layout.symbols = SymbolTableLocation(
            offset: UInt64(symbols), count: symbols == 0 ? 0 : UInt64(symbolCount), stringsOffset: strings,
            stringsSize: UInt64(file.load(Int(strings), as: UInt32.self) ?? 0))
        let table = optional + Int(optionalSize)
        for number in 0..<Int(count) {
            guard let section = readSection(table + number * 40, base, symbols == 0 ? nil : Int(strings)) else {
                throw InputError(
                    .truncated, "section header \(number) of \(count) lies behind the end of the file", file: path,
                    offset: UInt64(table))
            }
            layout.sections.append(section.0)
            layout.segments.append(section.1)
        }
        return layout
    }

    private func readSection(_ at: Int, _ base: UInt64, _ strings: Int?) -> (ExecutableSection, ExecutableSegment)? {
        guard let rawName = file.slice(at, 8), let virtualSize = file.load(at + 8, as: UInt32.self),
            let address = file.load(at + 12, as: UInt32.self), let rawSize = file.load(at + 16, as: UInt32.self),
            let rawOffset = file.load(at + 20, as: UInt32.self), let flags = file.load(at + 36, as: UInt32.self)
        else { return nil }
        // The file's part is rounded up; what lies behind the size in memory is padding.
        let inFile = UInt64(virtualSize == 0 ? rawSize : min(rawSize, virtualSize))
        let name = sectionName(rawName, strings)
        let start = StaticAddress(base &+ UInt64(address))
        let isCompressed = name.hasPrefix(".zdebug_")
        let isDebugging = isCompressed || name.hasPrefix(".debug_") || name == ".symtab"
        let section = ExecutableSection(
            name: name, address: start, size: UInt64(max(virtualSize, 1)), fileOffset: UInt64(rawOffset),
            fileSize: rawOffset == 0 ? 0 : inFile, isLoaded: !isDebugging,
            isExecutable: flags & Characteristic.executable != 0, isWritable: flags & Characteristic.writable != 0,
            isCompressed: isCompressed)
        let segment = ExecutableSegment(
            address: start, fileOffset: UInt64(rawOffset), fileSize: section.fileSize,
            memorySize: UInt64(max(virtualSize, rawSize)), isReadable: flags & Characteristic.readable != 0,
            isWritable: section.isWritable, isExecutable: section.isExecutable)
        return (section, segment)
    }

    /// Names of more than 8 bytes stand in the string table: `/123`.
    private func sectionName(_ raw: Bytes, _ strings: Int?) -> String {
        let name = raw.cString(at: 0) ?? raw.string
        guard name.hasPrefix("/"), let offset = Int(name.dropFirst()), let strings, offset < 1 << 30,
            let long = file.cString(at: strings + offset)
        else { return name }
        return long
    }

    private func architecture(_ machine: UInt16) -> ExecutableArchitecture {
        switch machine {
        case 0x8664: .amd64
        case 0xaa64: .arm64
        case 0x14c: .other("386")
        case 0x1c0, 0x1c4: .other("arm")
        default: .other("PE machine \(machine)")
        }
    }

    /// The COFF symbol table; its values are relative to their section.
    static func symbols(_ file: Bytes, _ layout: ExecutableLayout) -> SymbolTable {
        guard let place = layout.symbols, let start = index(place.offset), let strings = index(place.stringsOffset)
        else { return .empty }
        var names: [UInt8] = []
        var entries: [(name: UInt32, address: UInt64)] = []
        var number: UInt64 = 0
        while number < place.count {
            let at = start &+ Int(number) * 18
            guard let value = file.load(at &+ 8, as: UInt32.self), let section = file.load(at &+ 12, as: Int16.self),
                let extra = file.load(at &+ 17, as: UInt8.self), let inline = file.slice(at, 8)
            else { break }
            number += 1 + UInt64(extra)
            guard section > 0, Int(section) <= layout.sections.count else { continue }
            let name: Bytes?
            if inline.load(0, as: UInt32.self) == 0, let offset = inline.load(4, as: UInt32.self) {
                let from = strings &+ Int(offset)
                name = file.firstIndex(of: 0, from: from).flatMap { file.slice(from, min($0 - from, 1 << 12)) }
            } else {
                name = inline.slice(0, inline.firstIndex(of: 0) ?? 8)
            }
            guard let name, !name.isEmpty, names.count < 1 << 30 else { continue }
            let address = layout.sections[Int(section) - 1].address.rawValue &+ UInt64(value)
            entries.append((UInt32(names.count), address))
            names += name.array + [0]
        }
        return SymbolTable(entries: entries, strings: Bytes(names), prefix: 0, layout: layout)
    }
}
