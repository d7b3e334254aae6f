import Evidence
import GoBinary

/// Which bytes of a file are for what: by sections, and within them by the linker's marks where there are symbols.
struct FileParts {
    private(set) var sections: [ProgramSize.Section] = []
    private var sizes: [ProgramSize.Part: Int] = [:]
    private let fileSize: Int

    init(_ program: ProgramFunctions, fileSize: Int, otherCode: Int) {
        let executable = program.executable
        self.fileSize = fileSize
        let stretches = executable.stretches
        let marks = executable.linkerMarks(program.table)
        var code = 0
        for section in stretches {
            // A damaged header may claim any size.
            let size = Int(clamping: min(section.fileSize, UInt64(fileSize)))
            sections.append(
                .init(
                    name: section.name, fileSize: section.fileSize, memorySize: section.isLoaded ? section.size : 0))
            guard section.fileSize > 0 else { continue }
            if section.isExecutable {
                code += size
                continue
            }
            var rest = size
            for mark in marks where section.isLoaded && mark.address >= section.address {
                let end = section.address.rawValue &+ section.fileSize
                guard mark.address.rawValue < end else { continue }
                let part = min(Int(clamping: min(mark.size, end &- mark.address.rawValue)), rest)
                sizes[Self.part(mark.kind), default: 0] += part
                rest -= part
            }
            sizes[Self.part(section), default: 0] += rest
        }
        sizes[.symbols, default: 0] += Int(clamping: min(executable.symbolBytesOutsideOfSections, UInt64(fileSize)))
        let go = min(program.size, code)
        let other = min(otherCode, code - go)
        sizes[.goCode] = go
        sizes[.otherCode] = other
        sizes[.padding] = code - go - other
    }

    private static func part(_ mark: LinkerMark.Kind) -> ProgramSize.Part {
        switch mark {
        case .types: .types
        case .strings: .strings
        case .functionData: .functionTables
        }
    }

    private static func part(_ section: ExecutableSection) -> ProgramSize.Part {
        // Mach-O and older files spell the same names otherwise.
        var name = section.name[...]
        while let first = name.first, first == "." || first == "_" { name = name.dropFirst() }
        if name.hasPrefix("debug") || name.hasPrefix("zdebug") { return .debugInformation }
        if name.hasSuffix("gopclntab") { return .functionTables }
        switch name {
        case "go.type", "go_type", "typelink", "itablink", "go.typelink", "go.itablink": return .types
        case "go.func", "go_func", "eh_frame", "eh_frame_hdr", "xdata", "pdata": return .functionTables
        case "symtab", "strtab", "shstrtab", "gosymtab", "dynsym", "dynstr", "gnu.hash", "hash": return .symbols
        default: break
        }
        guard section.isLoaded else { return .other }
        return section.isWritable && !name.hasPrefix("data.rel.ro") ? .variables : .constants
    }

    /// Each part once; what is left over are headers and gaps.
    var parts: [(part: ProgramSize.Part, size: Int)] {
        // Sections of a damaged file may overlap or claim more than there is: what is left over is never less than nothing.
        let covered = sizes.values.reduce(0) { min($0 + $1, Int.max / 2) }
        return ProgramSize.Part.allCases.map { ($0, $0 == .headers ? max(0, fileSize - covered) : sizes[$0] ?? 0) }
    }
}
