import Evidence
import SystemActivity
import TestSupport
import Testing
import Wire

@testable import WebUI

/// The table of events, compared with what Process Monitor itself exported.
@Suite(.enabled(if: ProcmonPair.isPresent, "no shared corpus")) struct EventTableTests {
    private static let ids = ["timeOfDay", "processName", "processID", "path", "result", "threadID", "duration"]
    private static let titles = ["Time of Day", "Process Name", "PID", "Path", "Result", "TID", "Duration"]

    @Test(arguments: ProcmonPair.all) func cellsAreThoseOfProcessMonitor(pair: ProcmonPair) throws {
        let truth = try pair.table()
        let rows = try pair.asked().rows([:], columns: Self.ids)
        #expect(rows.count == truth.count)
        for (row, expected) in zip(rows, truth) {
            #expect(row.cells == Self.titles.map { expected[$0] ?? "?" }, "event \(row.number)")
        }
        #expect(rows.map(\.number) == Array(0..<truth.count))
    }

    /// Rules, and the same said of the texts of the export.
    private static let filters: [(rules: String, fits: @Sendable ([String: String]) -> Bool)] = [
        ("+Operation is QueryOpen", { $0["Operation"] == "QueryOpen" }),
        (
            "+Operation is QueryOpen\u{1e}+Operation is Load Image",
            { ["QueryOpen", "Load Image"].contains($0["Operation"]) }
        ),
        ("-Result is SUCCESS", { $0["Result"] != "SUCCESS" }),
        (
            "+Result is SUCCESS\u{1e}-Operation is QueryOpen",
            { $0["Result"] == "SUCCESS" && $0["Operation"] != "QueryOpen" }
        ),
        ("+Path contains WINDOWS", { $0["Path"]?.lowercased().contains("windows") == true }),
        ("+Path ends with .DLL\u{1e}!-Result is SUCCESS", { $0["Path"]?.lowercased().hasSuffix(".dll") == true }),
        ("+PID more than 4000", { (Int($0["PID"] ?? "") ?? 0) > 4000 }),
        ("+Duration more than 0.0001", { (Double($0["Duration"] ?? "") ?? 0) > 0.0001 }),
        ("+TID is not 0\u{1e}+Event Class is Process", { $0["TID"] != "0" && $0["Event Class"] == "Process" }),
        ("+Detail contains Priority", { $0["Detail"]?.lowercased().contains("priority") == true }),
    ]

    @Test(arguments: ProcmonPair.all) func rulesLeaveWhatTheySay(pair: ProcmonPair) throws {
        let truth = try pair.table()
        let asked = try pair.asked()
        for (rules, fits) in Self.filters {
            let expected = truth.indices.filter { fits(truth[$0]) }
            let rows = try asked.rows(["rules": rules], columns: ["processID"])
            #expect(rows.map(\.number) == expected, "\(rules)")
            #expect(try asked.json("rows", ["rules": rules])["count"].int == expected.count)
        }
    }

    @Test func conditionsAndTextsAreLookedFor() throws {
        let pair = ProcmonPair.all[0]
        let truth = try pair.table()
        let asked = try pair.asked()
        func count(_ text: String) throws -> Int { try asked.json("rows", ["q": text])["count"].int }
        #expect(
            try count("operation == CreateFileMapping and result == SUCCESS")
                == truth.count { $0["Operation"] == "CreateFileMapping" && $0["Result"] == "SUCCESS" })
        let found = truth.count { row in
            ["Path", "Process Name", "Operation", "Result", "Detail"].contains {
                row[$0]?.lowercased().contains("kernel32.dll") == true
            }
        }
        #expect(try count("Kernel32.dll") == found)
        // What paths are made of makes no condition of them.
        let programs = truth.count { row in
            ["Path", "Detail"].contains { row[$0]?.lowercased().contains("c:\\windows\\system32\\") == true }
        }
        #expect(try count("c:\\windows\\System32\\") == programs)
        #expect(try count("C:\\Program Files (x86)\\nowhere") == 0)
        // Both hold: a rule and a condition.
        #expect(
            try asked.json("rows", ["q": "failed", "rules": "+Operation is QueryOpen"])["count"].int
                <= truth.count { $0["Operation"] == "QueryOpen" && $0["Result"] != "SUCCESS" })
    }

    /// Every column can be sorted by, both ways, and what is equal stays in the order of the log.
    @Test(arguments: [
        "path", "operation", "result", "processName", "processID", "threadID", "duration", "detail", "elapsed",
    ])
    func ordersAreThoseOfTheTexts(column: String) throws {
        let asked = try ProcmonPair.all[1].asked()
        let isNumber = ["processID", "threadID", "duration", "elapsed"].contains(column)
        for sign in ["", "-"] {
            let rows = try asked.rows(["sort": sign + column], columns: [column])
            #expect(Set(rows.map(\.number)) == Set(0..<rows.count))
            for (a, b) in zip(rows, rows.dropFirst()) {
                let (first, second) = sign.isEmpty ? (a.cells[0], b.cells[0]) : (b.cells[0], a.cells[0])
                if isNumber {
                    #expect((Double(first) ?? -1) <= (Double(second) ?? -1))
                } else {
                    #expect(!Self.fold(second).lexicographicallyPrecedes(Self.fold(first)))
                }
                if Self.fold(first) == Self.fold(second) { #expect(a.number < b.number || isNumber) }
            }
        }
    }

    private static func fold(_ text: String) -> [UInt8] { text.utf8.map { $0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0 } }

    @Test func placesAreFoundAgain() throws {
        let asked = try ProcmonPair.all[1].asked()
        let query = ["rules": "+Operation is Load Image", "sort": "-path"]
        let rows = try asked.rows(query, columns: ["path"])
        try #require(rows.count > 10)
        for place in [0, 3, rows.count - 1] {
            let found = try asked.json("place", query.merging(["event": "\(rows[place].number)"]) { $1 })
            #expect(found["place"].int == place)
        }
        // A moment leads to the first event that began then or later.
        let all = try asked.rows([:], columns: ["elapsed", "timeOfDay"])
        let middle = all[all.count / 2]
        let found = try asked.json("place", ["time": middle.cells[0]])
        #expect(all[found["place"].int].cells[0] == middle.cells[0])
        let nothing = try asked.json("place", ["rules": "+PID is 99999999", "event": "3"])
        #expect(nothing["place"] == .null)
    }

    @Test func highlightedRowsAreMarkedAndFound() throws {
        let pair = ProcmonPair.all[0]
        let truth = try pair.table()
        let asked = try pair.asked()
        let query = ["hrules": "+Path ends with .dll", "rules": "+Operation is QueryOpen"]
        let rows = try asked.rows(query, columns: ["path"])
        #expect(rows.allSatisfy { ($0.marks & 1 == 1) == $0.cells[0].lowercased().hasSuffix(".dll") })
        let expected = rows.indices.filter { truth[rows[$0].number]["Path"]?.lowercased().hasSuffix(".dll") == true }
        try #require(expected.count > 2)
        #expect(try asked.json("place", query.merging(["after": "-1"]) { $1 })["place"].int == expected[0])
        #expect(try asked.json("place", query.merging(["after": "\(expected[0])"]) { $1 })["place"].int == expected[1])
        #expect(try asked.json("place", query.merging(["before": "\(expected[1])"]) { $1 })["place"].int == expected[0])
        #expect(try asked.json("place", query.merging(["before": "\(expected[0])"]) { $1 })["place"] == .null)
    }

    @Test func theExportIsThatOfTheCommand() throws {
        let pair = ProcmonPair.all[1]
        var direct: [UInt8] = []
        var reader = try ProcmonReader(pair.log(), stacks: true)
        var writer = ProcmonCSVWriter { direct += $0 }
        try writer.write(&reader)
        let asked = try pair.asked()
        #expect(try asked.answer("export", ["form": "csv"]).body == direct)
        let sorted = try asked.answer("export", ["form": "csv", "sort": "-path", "columns": "path,operation"]).body
        let rows = try asked.rows(["sort": "-path"], columns: ["path"])
        #expect(ProcmonPair.rows(sorted).dropFirst().map { $0[0] } == rows.map { $0.cells[0] })
        var xml: [UInt8] = []
        var again = try ProcmonReader(pair.log(), stacks: true)
        var other = ProcmonXMLWriter(stacks: true) { xml += $0 }
        try other.write(&again)
        #expect(try asked.answer("export", ["form": "xml"]).body == xml)
    }

    @Test func valuesComeByFrequency() throws {
        let pair = ProcmonPair.all[0]
        var counts: [String: Int] = [:]
        for row in try pair.table() { counts[row["Operation"] ?? "", default: 0] += 1 }
        let values = try pair.asked().json("values", ["column": "Operation"])["values"].items.map(\.text)
        #expect(Set(values).isSubset(of: Set(counts.keys).union(values)) && !values.isEmpty)
        let known = values.compactMap { counts[$0] }
        #expect(known == known.sorted(by: >))
    }
}
