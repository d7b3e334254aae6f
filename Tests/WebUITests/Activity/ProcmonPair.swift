import Evidence
import SystemActivity
import TestSupport
import Testing
import Wire

/// A log of Process Monitor and the table that Process Monitor itself made of it: what the browser must show.
struct ProcmonPair: Sendable, CustomTestStringConvertible {
    let name: String
    let logSize: Int
    let exportSize: Int

    static let isPresent = SharedCorpus.path("corpus/pml") != nil

    static let all = [
        ProcmonPair(name: "UTC32Filesystem", logSize: 8_439_975, exportSize: 4_228_501),
        ProcmonPair(name: "UTC64Process", logSize: 1_674_242, exportSize: 1_743_527),
    ]

    var testDescription: String { name }

    func log() throws -> Bytes { try inflate("PML", logSize) }

    func asked() throws -> ActivityAsked {
        let bytes = try log()
        return ActivityAsked { try ProcmonReader(bytes, stacks: true) }
    }

    private func inflate(_ ending: String, _ size: Int) throws -> Bytes {
        guard let path = SharedCorpus.path("corpus/pml/CompressedLogFile\(name)\(ending)") else {
            throw TestSupportError("\(name) is not in the shared corpus")
        }
        return try Inflate.zlib(Bytes(Files.bytes(path)), size: size)
    }

    /// Rows of the export by the titles of its columns.
    func table() throws -> [[String: String]] {
        let rows = Self.rows(try inflate("CSV", exportSize).array)
        let titles = rows[0]
        return rows.dropFirst().map { Dictionary(zip(titles, $0)) { first, _ in first } }
    }

    /// Rows of a file with quotes around every field.
    static func rows(_ bytes: [UInt8]) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var index = 3
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if isQuoted {
                if byte != UInt8(ascii: "\"") {
                    field.append(byte)
                } else if index < bytes.count, bytes[index] == byte {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isQuoted = true
            } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") {
                row.append(String(decoding: field, as: UTF8.self))
                field.removeAll()
                guard byte == UInt8(ascii: "\n") else { continue }
                rows.append(row)
                row.removeAll()
            }
        }
        return rows
    }
}
