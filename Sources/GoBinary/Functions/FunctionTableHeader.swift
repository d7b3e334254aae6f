import Evidence
import Wire

/// The head of a function table (`runtime.pcHeader`) and where it lies.
struct FunctionTableHeader: Sendable {
    var address: StaticAddress
    var layout: FunctionTableLayout
    /// Smallest instruction: what differences of program counters are counted in.
    var instructionQuantum: Int
    var pointerSize: Int
    var isBigEndian: Bool
    var functionCount: Int
    var fileCount: Int
    /// Start of the code; nil where the header leaves it blank (Go 1.16, 1.17, and 1.26 on).
    var textStart: StaticAddress?
    var nameOffset: Int
    var unitOffset: Int
    var fileOffset: Int
    var counterOffset: Int
    var functionOffset: Int
    /// From the header to the end of its segment (or section).
    var bytes: Bytes

    /// Names of the section in all formats, and in position-independent files before Go 1.26.
    private static let sectionNames = [".gopclntab", ".data.rel.ro.gopclntab", "__gopclntab"]

    static func find(in executable: Executable) -> FunctionTableHeader? {
        for section in executable.sections where sectionNames.contains(section.name) && section.isLoaded {
            guard let tail = executable.contents.tail(at: section.address) else { continue }
            if let header = FunctionTableHeader(tail, at: section.address, in: executable) { return header }
        }
        if let symbol = executable.symbol(named: "runtime.pclntab"),
            let tail = executable.contents.tail(at: symbol.address),
            let header = FunctionTableHeader(tail, at: symbol.address, in: executable)
        {
            return header
        }
        return scan(executable)
    }

    /// Constants first, then what the loader relocates, code last.
    private static func rank(_ segment: ExecutableSegment, _ number: Int) -> (Int, Int) {
        (segment.isExecutable ? 2 : segment.isWritable ? 1 : 0, number)
    }

    /// Looks for the magic number in the segments.
    private static func scan(_ executable: Executable) -> FunctionTableHeader? {
        let contents = executable.contents
        let numbers = contents.segments.indices.sorted {
            rank(contents.segments[$0], $0) < rank(contents.segments[$1], $1)
        }
        for number in numbers {
            guard let bytes = contents.contents(number) else { continue }
            // Magic numbers end (begin, in big-endian files) in three bytes of ones, and two zero bytes follow.
            var at = 0
            while let hit = bytes.firstIndex(of: 0xff, from: at) {
                at = hit + 1
                let start = executable.isBigEndian ? hit : hit - 1
                guard start >= 0, start % 4 == 0 || executable.format == .pe,
                    let magic = OrderedBytes(bytes, isBigEndian: executable.isBigEndian).load(start, as: UInt32.self),
                    FunctionTableLayout.byMagic[magic] != nil, let tail = bytes.suffix(from: start)
                else { continue }
                let address = StaticAddress(contents.segments[number].address.rawValue &+ UInt64(start))
                if let header = FunctionTableHeader(tail, at: address, in: executable) { return header }
            }
        }
        return nil
    }

    /// Nil unless the bytes are a header whose parts are in order and inside.
    init?(_ bytes: Bytes, at address: StaticAddress, in executable: Executable) {
        let ordered = OrderedBytes(bytes, isBigEndian: executable.isBigEndian)
        guard let magic = ordered.load(0, as: UInt32.self), let layout = FunctionTableLayout.byMagic[magic],
            ordered.load(4, as: UInt16.self) == 0, let quantum = bytes.load(6, as: UInt8.self),
            [1, 2, 4].contains(quantum), let size = bytes.load(7, as: UInt8.self),
            Int(size) == executable.pointerSize
        else { return nil }
        let pointerSize = Int(size)
        func word(_ number: Int) -> Int? {
            ordered.word(8 + number * pointerSize, size: pointerSize).flatMap { Int(exactly: $0) }
        }
        let first = layout.hasTextOffsets ? 3 : 2
        guard let functions = word(0), let files = word(1), let names = word(first), let units = word(first + 1),
            let fileNames = word(first + 2), let counters = word(first + 3), let table = word(first + 4),
            functions > 0, files >= 0, names <= units, units <= fileNames, fileNames <= counters, counters <= table,
            names >= 8 + 7 * pointerSize, table < bytes.count
        else { return nil }
        let entry = layout.hasTextOffsets ? 8 : 2 * pointerSize
        guard functions < (bytes.count - table) / entry else { return nil }
        self.address = address
        self.layout = layout
        self.instructionQuantum = Int(quantum)
        self.pointerSize = pointerSize
        self.isBigEndian = executable.isBigEndian
        functionCount = functions
        fileCount = files
        nameOffset = names
        unitOffset = units
        fileOffset = fileNames
        counterOffset = counters
        functionOffset = table
        self.bytes = bytes
        guard layout.hasTextOffsets else { return }
        let blank = StaticAddress(address.rawValue &+ UInt64(8 + 2 * pointerSize))
        // Through the relocations, since the place is empty in a position-independent file.
        if let start = executable.pointer(at: blank), start.rawValue != 0 { textStart = start }
    }
}
