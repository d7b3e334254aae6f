import GoBinary
import TestSupport
import Wire

/// The program whose runtime layouts are compared; it uses whatever keeps a structure in the debugging information.
let layoutProgramSource = """
    package main

    import (
    \t"fmt"
    \t"net"
    \t"os"
    \t"sync"
    \t"time"
    )

    var shared = make(chan int)
    var mutex sync.Mutex
    var rw sync.RWMutex

    func main() {
    \tvar wg sync.WaitGroup
    \tcond := sync.NewCond(&mutex)
    \tlistener, err := net.Listen("tcp", "127.0.0.1:0")
    \tif err != nil {
    \t\tfmt.Fprintln(os.Stderr, err)
    \t\tos.Exit(1)
    \t}
    \twg.Add(1)
    \tgo func() { defer wg.Done(); rw.RLock(); defer rw.RUnlock(); <-shared }()
    \tgo func() { mutex.Lock(); cond.Wait(); mutex.Unlock() }()
    \tgo listener.Accept()
    \tselect {
    \tcase shared <- 1:
    \tcase <-time.After(time.Second):
    \t}
    \tcond.Broadcast()
    \twg.Wait()
    }
    """

/// How a fixture is linked.
enum Linkage: String, CaseIterable, Sendable {
    case plain
    case uncompressed
    case positionIndependent

    var flags: [String] {
        switch self {
        case .plain: []
        case .uncompressed: ["-ldflags=-compressdwarf=false"]
        case .positionIndependent: ["-buildmode=pie"]
        }
    }
}

/// Debugging sections of a 64-bit little-endian ELF file, decompressed; a reader of a few lines that shares nothing
/// with the one under test.
struct FixtureSections: DWARFSectionSource {
    private var found: [String: (flags: UInt64, bytes: Bytes)] = [:]

    init(_ path: String) throws {
        let file = try MappedFile.open(path)
        guard file.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else {
            throw TestSupportError("\(path) is no ELF file")
        }
        let table = Int(file.load(0x28, as: UInt64.self) ?? 0)
        let count = Int(file.load(0x3c, as: UInt16.self) ?? 0)
        let namesIndex = Int(file.load(0x3e, as: UInt16.self) ?? 0)
        func contents(_ header: Int) -> Bytes {
            let offset = Int(file.load(header + 24, as: UInt64.self) ?? 0)
            return file.slice(offset, Int(file.load(header + 32, as: UInt64.self) ?? 0)) ?? Bytes()
        }
        let names = contents(table + namesIndex * 64)
        for index in 1..<max(count, 2) {
            let header = table + index * 64
            guard let name = names.cString(at: Int(file.load(header, as: UInt32.self) ?? 0)) else { continue }
            found[name] = (file.load(header + 8, as: UInt64.self) ?? 0, contents(header))
        }
    }

    func section(named name: String) -> Bytes? {
        guard let section = found[name] else { return nil }
        // SHF_COMPRESSED, with the zlib kind in the first word of the header of 24 bytes.
        guard section.flags & 0x800 != 0 else { return section.bytes }
        guard section.bytes.load(0, as: UInt32.self) == 1, let size = section.bytes.load(8, as: UInt64.self),
            let stream = section.bytes.suffix(from: 24)
        else { return nil }
        return try? Inflate.zlib(stream, size: Int(size))
    }

    /// All debugging sections, decompressed once.
    var decompressed: [String: Bytes] {
        var result: [String: Bytes] = [:]
        for name in found.keys where name.hasPrefix(".debug_") { result[name] = section(named: name) }
        return result
    }
}

/// The fixture for a version and linkage.
func layoutFixture(_ version: String, _ linkage: Linkage) throws -> GoProgram {
    try GoProgram.build(
        source: layoutProgramSource, toolchain: try GoToolchain(version: version), flags: linkage.flags)
}

/// One row of the shared table of layouts.
struct LayoutRow {
    var structure: String
    var structureSize: Int
    var field: String
    var offset: Int
    var size: Int
    var type: String
}

/// The shared table's rows of a version, made with Go's debug/dwarf: fields, and variables.
func referenceLayouts(_ version: String) throws -> (fields: [LayoutRow], variables: [LayoutRow]) {
    guard let path = SharedCorpus.path("reference/go-runtime-layouts.tsv") else {
        throw TestSupportError("the shared corpus has no reference/go-runtime-layouts.tsv")
    }
    var fields: [LayoutRow] = []
    var variables: [LayoutRow] = []
    for line in try Files.lines(path) {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard columns.count == 7, columns[0] == version else { continue }
        let row = LayoutRow(
            structure: columns[1], structureSize: Int(columns[2]) ?? -1, field: columns[3],
            offset: Int(columns[4]) ?? -1, size: Int(columns[5]) ?? -1, type: columns[6])
        if columns[1] == "variable" { variables.append(row) } else { fields.append(row) }
    }
    return (fields, variables)
}

/// The name that Go gives a type which debug/dwarf prints in its own way: it puts `struct` before names of structures,
/// which may be spelled-out ones, and calls unsafe.Pointer a pointer to void.
func goSpelling(_ text: String) -> String {
    var result = ""
    var rest = Substring(text)
    while !rest.isEmpty {
        if rest.hasPrefix("struct "), !rest.hasPrefix("struct {") {
            rest = rest.dropFirst(7)
        } else if rest.hasPrefix("*void") {
            result += "unsafe.Pointer"
            rest = rest.dropFirst(5)
        } else {
            result.append(rest.removeFirst())
        }
    }
    return result
}
