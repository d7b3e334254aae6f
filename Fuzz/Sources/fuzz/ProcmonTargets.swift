import Evidence
import Wire

@testable import SystemActivity

extension FuzzTarget {
    static let procmon = [
        FuzzTarget(
            name: "pml", what: "logs of Process Monitor: all columns, stacks, filter, and the log written again",
            maximumLength: 1 << 13, seeds: { logSeeds }, run: { readLog($0) }),
        FuzzTarget(
            name: "procmon-text", what: "exports of Process Monitor as CSV and XML: all columns",
            maximumLength: 1 << 12, seeds: { exportSeeds }, run: { readExport($0) }),
        FuzzTarget(
            name: "pmc", what: "configurations of Process Monitor, and their rules", maximumLength: 1 << 10,
            seeds: { configurationSeeds }, run: { readConfiguration($0) }),
    ]

    private static func readLog(_ bytes: [UInt8]) {
        do {
            var reader = try ProcmonReader(Bytes(bytes), stacks: true, zone: WallZone { _ in 3600 })
            export(reader)
            var copy = reader
            _ = try copy.write { consume($0) }
            let filter = ProcmonFilter(rules)
            var scratch = ProcmonFilter.Scratch()
            var events: [ActivityEvent] = []
            repeat {
                try reader.read(into: &events, limit: 64)
                for event in events { consume(filter.shows(event, of: reader, &scratch)) }
            } while !events.isEmpty
            consume(reader.quality.counters)
        } catch { consume("\(error)") }
    }

    private static func readExport(_ bytes: [UInt8]) {
        do {
            let reader = try ProcmonExportReader(Bytes(bytes), zone: WallZone { _ in -3600 })
            export(reader)
        } catch { consume("\(error)") }
    }

    private static func export(_ source: some ActivitySource) {
        var first = source
        var csv = ProcmonCSVWriter(columns: ProcmonColumn.allCases) { consume($0) }
        try? csv.write(&first)
        var second = source
        var xml = ProcmonXMLWriter(stacks: true) { consume($0) }
        try? xml.write(&second)
    }

    private static func readConfiguration(_ bytes: [UInt8]) {
        do {
            let configuration = try ProcmonConfiguration(Bytes(bytes))
            let again = try ProcmonConfiguration(Bytes(configuration.encoded))
            precondition(again.encoded == configuration.encoded, "a configuration changes when it is written again")
            consume(try configuration.filter().map(\.text))
        } catch { consume("\(error)") }
    }

    private static let rules = [
        ProcmonRule(.detail, .contains, "é", isInclude: true),
        ProcmonRule(.duration, .moreThan, "0.1", isInclude: true),
        ProcmonRule(.dateAndTime, .lessThan, "1/1/2030 1:00:00 AM", isInclude: true),
        ProcmonRule(.processID, .equals, "4", isInclude: false),
    ]

    /// A log with an event of each operation, in both widths.
    private static var logSeeds: [[UInt8]] {
        [true, false].flatMap { is64Bit in (1...6).map { log(is64Bit: is64Bit, kind: UInt32($0)) } }
    }

    private static func log(is64Bit: Bool, kind: UInt32) -> [UInt8] {
        var tables = ActivityTables()
        var process = ActivityProcess(id: 4, parentID: 0)
        process.name = tables.strings.intern("System")
        process.windows = WindowsProcessFacts()
        process.modules = [ActivityModule(base: 0x1000, size: 0x1000, path: tables.strings.intern(#"C:\m.sys"#))]
        tables.processes = [process]
        var bytes: [UInt8] = []
        do {
            var writer = try ProcmonLogWriter(is64Bit: is64Bit) { bytes += $0 }
            for operation in 0..<UInt16(48) {
                var event = ProcmonLogWriter.Event(
                    process: 0, thread: 1, kind: kind, operation: operation, duration: 1,
                    time: 134_397_712_741_234_567, status: 0)
                event.frames = [0x1010]
                event.detail = [UInt8(truncatingIfNeeded: operation % 5), 0, 0, 0] + Array(repeating: 1, count: 80)
                event.extra = Array(repeating: 2, count: 110)
                try writer.append(event)
                if bytes.count > 6000 { break }
            }
            let head = try writer.finish(tables)
            bytes.replaceSubrange(0..<head.count, with: head)
        } catch { consume("\(error)") }
        return bytes
    }

    private static let exportSeeds = [
        "\"Time of Day\",\"Process Name\",\"PID\",\"Operation\",\"Path\",\"Result\",\"Detail\"\r\n"
            + "\"9:07:57.1 PM\",\"go.exe\",\"4\",\"CreateFile\",\"C:\\\"\"x\",\"SUCCESS\",\"a: b\"\r\n",
        "\"Date & Time\",\"Operation\",\"Duration\",\"Relative Time\"\n"
            + "\"7/11/2020 9:07:57 PM\",\"X\",\"0.1\",\"00:00:01.0\"\n",
        "<?xml version=\"1.0\"?><procmon><processlist><process><ProcessIndex>1</ProcessIndex><modulelist><module>"
            + "<Size>1</Size></module></modulelist></process></processlist><eventlist><event><ProcessIndex>1"
            + "</ProcessIndex><Operation>a&amp;b</Operation></event></eventlist></procmon>",
    ].map { Array($0.utf8) }

    private static let configurationSeeds = [
        ProcmonConfiguration(records: [
            ("ColumnCount", .number(2)), ("Columns", .widths([1, 2])), ("ColumnMap", .columns([40054])),
            ("Logfile", .text("x", isTerminated: false)),
            ("LogFont", .font(.init(numbers: [1, 2, 3, 4, 5], flags: Array(repeating: 0, count: 8), name: "f"))),
            ("FilterRules", .rules(rules.map { ProcmonConfiguration.StoredRule($0) })),
        ]).encoded
    ]
}
