import Evidence
import TestSupport
import Testing
import Wire

@testable import SystemActivity

/// Every column of every event, compared with Process Monitor's own export.
@Suite(.enabled(if: ProcmonCorpus.isPresent, "no shared corpus")) struct ProcmonExportTests {
    /// A class of differences that are Process Monitor's own, from the list beside this file.
    struct Difference {
        let name: String
        let column: String
        let operation: RegularExpression
        let theirs: RegularExpression
        let ours: RegularExpression

        static func list() throws -> [Difference] {
            let lines = try Files.lines(Repository.path("Tests/SystemActivityTests/Procmon/procmon-differences.tsv"))
            return try lines.dropFirst().filter { !$0.isEmpty }.map { line in
                let parts = line.split(separator: "\t").map(String.init)
                try #require(parts.count == 6, "six fields in: \(line)")
                return Difference(
                    name: parts[0], column: parts[1], operation: try RegularExpression("^(?:\(parts[2]))$"),
                    theirs: try RegularExpression(parts[3]), ours: try RegularExpression(parts[4]))
            }
        }

        func matches(_ column: String, _ operation: String, _ theirs: String, _ ours: String) -> Bool {
            column == self.column && self.operation.matches(operation) && self.theirs.matches(theirs)
                && self.ours.matches(ours)
        }
    }

    @Test(arguments: ProcmonCorpus.all) func everyColumnIsThatOfTheExport(corpus: ProcmonCorpus) throws {
        let reader = try ProcmonReader(corpus.log())
        #expect(reader.count == corpus.events)
        #expect(reader.quality.isEmpty)
        let ours = try Collected.csv(reader)
        let theirs = try corpus.export().array
        if ours == theirs { return }
        let list = try Difference.list()
        var mine = CSVRows(ours)
        var export = CSVRows(theirs)
        let header = export.next()
        let titles = try #require(header)
        let own = mine.next()
        #expect(own == titles)
        let operation = try #require(titles.firstIndex(of: "Operation"))
        var row = 0
        while let expected = export.next() {
            let next = mine.next()
            let actual = try #require(next, "row \(row) is missing")
            for (index, title) in titles.enumerated() where title != "User" && expected[index] != actual[index] {
                let isListed = list.contains { $0.matches(title, expected[operation], expected[index], actual[index]) }
                #expect(isListed, "event \(row), \(title): “\(actual[index])” instead of “\(expected[index])”")
            }
            row += 1
        }
        let rest = mine.next()
        #expect(rest == nil)
    }

    @Test func theListOfDifferencesIsWellFormed() throws {
        let list = try Difference.list()
        #expect(!list.isEmpty)
        #expect(list.allSatisfy { ProcmonColumn(named: $0.column) != nil })
    }
}

/// Rows of a file with quotes around every field.
struct CSVRows {
    private let bytes: [UInt8]
    private var offset = 3

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> [String]? {
        var row: [String] = []
        while offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
            var field: [UInt8] = []
            offset += 1
            while offset < bytes.count {
                if bytes[offset] == UInt8(ascii: "\"") {
                    if offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "\"") { offset += 1 } else { break }
                }
                field.append(bytes[offset])
                offset += 1
            }
            row.append(String(decoding: field, as: UTF8.self))
            offset += 1
            if offset < bytes.count, bytes[offset] == UInt8(ascii: ",") { offset += 1 } else { break }
        }
        offset += 2
        return row.isEmpty ? nil : row
    }
}
