import TestSupport
import Testing
import Wire

@testable import SystemActivity

/// Rules on one column are joined by or, columns by and, and excluding rules hide.
@Suite struct ProcmonFilterTests {
    /// An event as texts of columns.
    static let event: [ProcmonColumn: String] = [
        .processName: "Go.exe", .processID: "4711", .path: #"C:\Windows\System32\kernel32.dll"#,
        .operation: "CreateFile", .result: "NAME NOT FOUND", .duration: "0.0150000", .timeOfDay: "9:07:57.1234567 PM",
        .dateAndTime: "7/11/2020 9:07:57 PM", .relativeTime: "00:01:05.0000000", .architecture: "64-bit",
        .detail: "Desired Access: Generic Read", .user: #"STRASSE\Jürgen"#, .category: "",
    ]

    static func shows(_ rules: [String]) throws -> Bool {
        let parsed = try rules.map { rule in
            try ProcmonRule(parsing: String(rule.dropFirst()), isInclude: rule.hasPrefix("+"))
        }
        var scratch = ProcmonFilter.Scratch()
        return ProcmonFilter(parsed).shows(&scratch) { $1 += (event[$0] ?? "").utf8 }
    }

    /// Rules, + for including and - for excluding, and whether the event is shown.
    static let table: [(rules: [String], isShown: Bool)] = [
        ([], true),
        // One column: one including rule has to fit.
        (["+Process Name is go.exe"], true),
        (["+Process Name is link.exe"], false),
        (["+Process Name is link.exe", "+Process Name is go.exe"], true),
        // Two columns: both have to.
        (["+Process Name is go.exe", "+Operation is CreateFile"], true),
        (["+Process Name is go.exe", "+Operation is ReadFile"], false),
        (["+Process Name is go.exe", "+Operation is ReadFile", "+Operation is CreateFile"], true),
        (["+Process Name is link.exe", "+Operation is CreateFile"], false),
        // An excluding rule hides whatever fits.
        (["-Process Name is go.exe"], false),
        (["-Process Name is link.exe"], true),
        (["+Process Name is go.exe", "-Operation is CreateFile"], false),
        (["+Process Name is go.exe", "-Process Name is go.exe"], false),
        (["-Operation is ReadFile", "-Operation is CreateFile"], false),
        (["-Operation is ReadFile", "-Result is SUCCESS"], true),
        (["-Operation is ReadFile", "+Result is SUCCESS"], false),
        // Relations, without regard to case.
        (["+Process Name is not go.exe"], false),
        (["+Process Name is not link.exe"], true),
        (["+Path begins with c:\\WINDOWS"], true),
        (["+Path begins with Windows"], false),
        (["+Path ends with .DLL"], true),
        (["+Path ends with kernel32"], false),
        (["+Path contains system32\\k"], true),
        (["+Path contains syswow64"], false),
        (["+Path excludes syswow64"], true),
        (["+Path excludes SYSTEM32"], false),
        (["+User is strasse\\JÜRGEN"], true),
        (["+Category is "], true),
        (["+Category is not "], false),
        // Numbers by value.
        (["+PID is 04711"], true),
        (["+PID less than 10000"], true),
        (["+PID less than 4711"], false),
        (["+PID more than 999"], true),
        (["+PID more than 4711"], false),
        (["+PID begins with 47"], true),
        // Durations and moments too.
        (["+Duration more than 0.01"], true),
        (["+Duration more than .1"], false),
        (["+Duration is 0.015"], true),
        (["+Duration less than 1"], true),
        (["+Relative Time more than 60"], true),
        (["+Relative Time more than 00:02:00"], false),
        (["+Time of Day more than 9:07:57 AM"], true),
        (["+Time of Day less than 9:07:57.2 PM"], true),
        (["+Time of Day more than 10:00:00 PM"], false),
        (["+Date & Time more than 7/11/2020 9:00:00 AM"], true),
        (["+Date & Time less than 12/1/2019 9:00:00 AM"], false),
        // Texts in the order of the alphabet.
        (["+Result less than P"], true),
        (["+Result more than P"], false),
        (["+architecture is 64-BIT"], true),
    ]

    @Test(arguments: table.indices) func semantics(index: Int) throws {
        let (rules, isShown) = Self.table[index]
        #expect(try Self.shows(rules) == isShown, "\(rules)")
    }

    @Test func rulesAreParsed() throws {
        let rule = try ProcmonRule(parsing: "Process Name begins with a is b", isInclude: true)
        #expect(rule == ProcmonRule(.processName, .beginsWith, "a is b", isInclude: true))
        #expect(try ProcmonRule(parsing: "process_name IS not x", isInclude: false).relation == .differs)
        #expect(throws: InputError.self) { try ProcmonRule(parsing: "Colour is red", isInclude: true) }
        #expect(throws: InputError.self) { try ProcmonRule(parsing: "Path equals x", isInclude: true) }
        #expect(throws: InputError.self) { try ProcmonRule(parsing: "Pathis x", isInclude: true) }
        for relation in ProcmonRule.Relation.allCases {
            for column in ProcmonColumn.allCases {
                let rule = ProcmonRule(column, relation, "x y", isInclude: true)
                #expect(try ProcmonRule(parsing: rule.text, isInclude: true) == rule)
            }
        }
    }

    /// The same through a whole log, counted by hand.
    @Test(.enabled(if: ProcmonCorpus.isPresent, "no shared corpus")) func eventsOfALog() throws {
        var rows = CSVRows(try ProcmonCorpus.small.export().array)
        let header = rows.next()
        let titles = try #require(header)
        let name = try #require(titles.firstIndex(of: "Process Name"))
        let operation = try #require(titles.firstIndex(of: "Operation"))
        let thread = try #require(titles.firstIndex(of: "TID"))
        var expected = 0
        while let row = rows.next() {
            let isNamed = row[name].lowercased() == "explorer.exe" || row[name].lowercased() == "svchost.exe"
            if isNamed, row[operation] == "Load Image", Int(row[thread]) ?? 0 > 3000 { expected += 1 }
        }
        let filter = ProcmonFilter([
            ProcmonRule(.processName, .equals, "EXPLORER.exe", isInclude: true),
            ProcmonRule(.processName, .equals, "svchost.exe", isInclude: true),
            ProcmonRule(.operation, .contains, "image", isInclude: true),
            ProcmonRule(.threadID, .lessThan, "3001", isInclude: false),
        ])
        var reader = try ProcmonReader(ProcmonCorpus.small.log())
        var events: [ActivityEvent] = []
        var scratch = ProcmonFilter.Scratch()
        try reader.read(into: &events, limit: .max)
        #expect(expected > 20)
        #expect(events.count { filter.shows($0, of: reader, &scratch) } == expected)
    }
}
