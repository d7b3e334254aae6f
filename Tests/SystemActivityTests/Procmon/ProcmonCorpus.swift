import TestSupport
import Testing
import Wire

@testable import SystemActivity

/// Logs of Process Monitor, each with the CSV that Process Monitor made of it.
struct ProcmonCorpus: Sendable, CustomTestStringConvertible {
    let name: String
    let logSize: Int
    let exportSize: Int
    let events: Int

    static let isPresent = SharedCorpus.path("corpus/pml") != nil

    static let all = [
        ProcmonCorpus(name: "UTC32Filesystem", logSize: 8_439_975, exportSize: 4_228_501, events: 8577),
        ProcmonCorpus(name: "UTC64Process", logSize: 1_674_242, exportSize: 1_743_527, events: 3400),
        ProcmonCorpus(name: "UTC64Registry", logSize: 13_632_640, exportSize: 16_602_834, events: 28240),
    ]

    /// The smallest one, for tests that take any log.
    static var small: ProcmonCorpus { all[1] }

    var testDescription: String { name }

    func log() throws -> Bytes { try inflate("CompressedLogFile\(name)PML", logSize) }
    func export() throws -> Bytes { try inflate("CompressedLogFile\(name)CSV", exportSize) }

    private func inflate(_ file: String, _ size: Int) throws -> Bytes {
        guard let path = SharedCorpus.path("corpus/pml/\(file)") else {
            throw TestSupportError("\(file) is not in the shared corpus")
        }
        return try Inflate.zlib(Bytes(Files.bytes(path)), size: size)
    }
}

/// Bytes that a writer gave in pieces.
final class Collected {
    var bytes: [UInt8] = []

    /// The export of a source.
    static func csv(_ source: some ActivitySource, columns: [ProcmonColumn] = ProcmonColumn.exported) throws -> [UInt8]
    {
        let collected = Collected()
        var source = source
        var writer = ProcmonCSVWriter(columns: columns) { collected.bytes += $0 }
        try writer.write(&source)
        return collected.bytes
    }
}
