import Evidence
import Wire

/// A stretch of the read-only data that the linker fills with things of one kind, which have no symbols of their own.
public struct LinkerMark: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case types, strings, functionData
    }

    public var kind: Kind
    public var address: StaticAddress
    /// Bytes.
    public var size: UInt64
}

extension Executable {
    /// Source: the carrier symbols of cmd/link/internal/ld/symtab.go; `type.*` and the others before Go 1.21.
    private static let carriers: [String: LinkerMark.Kind] = [
        "type:*": .types, "type.*": .types, "runtime.gcbits.*": .types, "go:string.*": .strings,
        "go.string.*": .strings, "go:func.*": .functionData, "go.func.*": .functionData,
        "runtime.findfunctab": .functionData,
    ]

    /// The stretches that symbols tell, ascending, and the function table; the latter alone of a stripped file.
    public func linkerMarks(_ table: FunctionTable) -> [LinkerMark] {
        var result = [
            LinkerMark(kind: .functionData, address: table.header.address, size: UInt64(clamping: table.byteCount))
        ]
        var pending: (kind: LinkerMark.Kind, address: StaticAddress)?
        let symbols = symbols
        // A mark reaches to the next symbol, since what lies behind it is not listed.
        symbols.forEachPlace { number, address, _ in
            if let mark = pending, address > mark.address {
                result.append(
                    LinkerMark(
                        kind: mark.kind, address: mark.address, size: address.rawValue &- mark.address.rawValue))
                pending = nil
            }
            if let kind = Self.carriers[symbols.name(number)] { pending = (kind, address) }
        }
        // The end of the section is as far as the last one can reach.
        if let mark = pending { result.append(LinkerMark(kind: mark.kind, address: mark.address, size: .max)) }
        return result.sorted { $0.address < $1.address }
    }

    /// Bytes of a symbol table that no section covers: that of Mach-O.
    public var symbolBytesOutsideOfSections: UInt64 {
        guard format == .machO, let symbols = layout.symbols else { return 0 }
        let (entries, overflow) = symbols.count.multipliedReportingOverflow(by: pointerSize == 8 ? 16 : 12)
        return overflow ? 0 : entries &+ min(symbols.stringsSize, UInt64.max &- entries)
    }

    /// Whether symbols say how long variables are: only those of ELF do.
    public var hasSymbolSizes: Bool { format == .elf && hasSymbols }

    /// Functions and variables that the symbol table gives a size, by address; without Go's own functions, which the
    /// function table knows better. Functions are those in executable sections. None if `hasSymbolSizes` is false.
    public func forEachOtherSymbol(
        besides table: FunctionTable, _ body: (_ name: String, _ size: UInt64, _ isCode: Bool) -> Void
    ) {
        guard hasSymbolSizes else { return }
        let symbols = symbols
        let loaded = sections.filter { $0.isLoaded && $0.fileSize > 0 }
        var last = StaticAddress(0)
        symbols.forEachPlace { number, address, size in
            // Several names of one thing count once.
            guard size > 0, address >= last, let section = loaded.first(where: { $0.holds(address) }) else { return }
            let name = symbols.name(number)
            guard !name.isEmpty, Self.carriers[name] == nil else { return }
            if section.isExecutable, let function = table.function(containing: address),
                table.entry(function) == address
            {
                return
            }
            last = StaticAddress(address.rawValue &+ min(size, UInt64.max &- address.rawValue))
            body(name, size, section.isExecutable)
        }
    }
}

extension ExecutableSection {
    fileprivate func holds(_ at: StaticAddress) -> Bool { at >= address && at.rawValue &- address.rawValue < size }
}
