import Evidence
import TestSupport
import Testing
import Wire

@testable import SystemActivity

/// Exports of Process Monitor as sources of events.
@Suite struct ProcmonExportReaderTests {
    private func read(_ text: String, zone: WallZone = .universal) throws -> (ProcmonExportReader, [ActivityEvent]) {
        var reader = try ProcmonExportReader(Bytes(text), zone: zone)
        var events: [ActivityEvent] = []
        try reader.read(into: &events, limit: .max)
        return (reader, events)
    }

    private func column(_ column: ProcmonColumn, _ event: ActivityEvent, _ reader: ProcmonExportReader) -> String {
        var text: [UInt8] = []
        reader.appendColumn(column, of: event, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    @Test(.enabled(if: ProcmonCorpus.isPresent, "no shared corpus"), arguments: ProcmonCorpus.all)
    func exportsAgreeWithTheirLogs(corpus: ProcmonCorpus) throws {
        let export = try corpus.export()
        var imported = try ProcmonExportReader(export)
        var log = try ProcmonReader(corpus.log())
        var (theirs, ours): ([ActivityEvent], [ActivityEvent]) = ([], [])
        try log.read(into: &theirs, limit: .max)
        try imported.read(into: &ours, limit: .max)
        #expect(theirs.count == ours.count)
        for (a, b) in zip(theirs, ours) {
            let same =
                a.time == b.time && a.duration == b.duration && a.thread == b.thread && a.kind == b.kind
                && log.tables.strings[a.operation] == imported.tables.strings[b.operation]
                && log.tables.strings[a.path] == imported.tables.strings[b.path]
                && log.tables.strings[a.result] == imported.tables.strings[b.result]
                && log.tables.processes[Int(a.process)].id == imported.tables.processes[Int(b.process)].id
            if !same { Issue.record("another event at \(b.origin)") }
        }
    }

    @Test(.enabled(if: ProcmonCorpus.isPresent, "no shared corpus")) func whatIsReadIsWrittenAgain() throws {
        let export = try ProcmonCorpus.small.export()
        #expect(try Collected.csv(ProcmonExportReader(export)) == export.array)
        let xml = Collected()
        var log = try ProcmonReader(ProcmonCorpus.small.log())
        var writer = ProcmonXMLWriter(stacks: true) { xml.bytes += $0 }
        try writer.write(&log)
        let imported = try ProcmonExportReader(Bytes(xml.bytes))
        #expect(imported.tables.processes.count == log.tables.processes.count)
        for (a, b) in zip(imported.tables.processes, log.tables.processes) {
            #expect(a.id == b.id && a.parentID == b.parentID && a.parent == b.parent && a.start == b.start)
            #expect(a.modules.map(\.base) == b.modules.map(\.base) && a.modules.map(\.size) == b.modules.map(\.size))
            #expect(imported.tables.strings[a.commandLine] == log.tables.strings[b.commandLine])
        }
        #expect(try Collected.csv(imported) == export.array)
        // Stacks come back, with the places in modules that the log has for them.
        var again = try ProcmonReader(ProcmonCorpus.small.log(), stacks: true)
        var read = imported
        let (ours, theirs) = (try read.readAll(), try again.readAll())
        try #require(ours.count == theirs.count)
        var frames = 0
        for (one, other) in zip(ours, theirs) {
            let stack = read.tables.stackFrames(one.stack).map { read.tables.title(of: $0) }
            #expect(stack == again.tables.stackFrames(other.stack).map { again.tables.title(of: $0) })
            frames += stack.count
        }
        #expect(frames > 10_000)
    }

    @Test func functionsOfStacksAreRead() throws {
        let (reader, events) = try read(
            """
            <?xml version="1.0" encoding="UTF-8"?><procmon><processlist></processlist><eventlist><event>
            <ProcessIndex>1</ProcessIndex><Process_Name>a.exe</Process_Name><PID>7</PID><Operation>CreateFile</Operation>
            <stack><frame><depth>0</depth><address>0xfffff80002a6e0cc</address><path>C:\\x\\FLTMGR.SYS</path>
            <location>FLTMGR.SYS!FltpCreate + 0x2c</location></frame>
            <frame><depth>1</depth><address>0x77aa1234</address><path>C:\\x\\ntdll.dll</path>
            <location>ntdll.dll!NtCreateFile&lt;T&gt; + 0x14</location></frame>
            <frame><depth>2</depth><address>nonsense</address></frame></stack></event></eventlist></procmon>
            """)
        let stack = try #require(events.first).stack
        let names = reader.tables.stackFrames(stack).map { reader.tables.title(of: $0) }
        #expect(names == ["FltpCreate", "NtCreateFile<T>"])
    }

    @Test func columnsInAnyOrder() throws {
        let (reader, events) = try read(
            "\"Operation\",\"Colour\",\"TID\",\"Time of Day\",\"Path\"\r\n"
                + "\"RegOpenKey\",\"red\",\"5\",\"11:59:59.0000001 PM\",\"HKLM\\\"\"a\"\"\"\r\n"
                + "CreateFile,,6,12:00:01.5 AM,C:\\x\n")
        #expect(events.count == 2)
        #expect(reader.quality["procmon.columns.unknown"] == 1)
        #expect(events.map { reader.tables.strings[$0.path] } == [#"HKLM\"a""#, #"C:\x"#])
        #expect(events.map(\.kind) == [.registry, .file])
        #expect(events.map(\.thread) == [5, 6])
        // Over midnight.
        #expect(events[1].time - events[0].time == 2_499_999_900)
        #expect(column(.timeOfDay, events[0], reader) == "11:59:59.0000001 PM")
        #expect(column(.eventClass, events[0], reader) == "Registry")
        #expect(column(.detail, events[0], reader).isEmpty)
        #expect(events.map(\.process) == [-1, -1])
    }

    @Test(arguments: [
        ("7/11/2020 9:07:57 PM", "9:07:57.1234567 PM"), ("11.07.2020 21:07:57", "21:07:57,1234567"),
        ("2020-07-11 21:07:57", "21:07:57.1234567"), ("11/07/2020 21:07:57", "21:07:57.1234567"),
        ("13/07/2020 9:07:57 PM", "9:07:57.1234567 PM"),
    ]) func momentsOfOtherLanguages(date: String, time: String) throws {
        let (_, events) = try read(
            "\"Operation\",\"Date & Time\",\"Time of Day\"\n\"Load Image\",\"\(date)\",\"\(time)\"\n")
        let day: Int64 = date.hasPrefix("13") ? 2 : date.hasPrefix("11/") ? 119 : 0
        #expect(events.first?.time == 1_594_501_677_123_456_700 + day * 86_400_000_000_000)
    }

    @Test func momentsAreThoseOfTheZone() throws {
        let (_, events) = try read(
            "\"Operation\",\"Date & Time\"\n\"X\",\"7/11/2020 9:07:57 PM\"\n", zone: WallZone { _ in 7200 })
        #expect(events.first?.time == 1_594_494_477_000_000_000)
    }

    @Test func xmlByHand() throws {
        let (reader, events) = try read(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- <procmon> -->
            <procmon><processlist><process><ProcessIndex>105</ProcessIndex><ProcessId>4408</ProcessId>\
            <ParentProcessIndex>104</ParentProcessIndex><ProcessName>a&amp;b.exe</ProcessName><modulelist><module>\
            <BaseAddress>0x7ff0</BaseAddress><Size>16</Size><Path>C:\\m.dll</Path></module></modulelist></process>\
            </processlist><eventlist>
            <event><ProcessIndex>105</ProcessIndex><Operation>WriteFile</Operation>\
            <Path>C:\\&lt;x&gt;&#65;&#x42;</Path>\
            <stack><frame><path>no column</path></frame></stack><Duration>0.5</Duration></event>
            <event><Operation/><Path></Path></event>
            </eventlist></procmon>
            """)
        #expect(events.count == 2)
        #expect(reader.tables.strings[events[0].path] == #"C:\<x>AB"#)
        #expect(events[0].duration == 500_000_000)
        let process = reader.tables.processes[Int(events[0].process)]
        #expect(process.id == 4408 && reader.tables.strings[process.name] == "a&b.exe")
        #expect(process.modules.first?.base == 0x7ff0 && process.modules.first?.size == 16)
    }

    @Test func otherFilesAreRefused() {
        for text in ["", "PML_", "\"a\",\"b\"\n", "<html><procmon></html>", "Operation\n", "<", "\""] {
            #expect(throws: InputError.self, "\(text)") { try ProcmonExportReader(Bytes(text)) }
        }
    }

    @Test func damagedFiles() throws {
        var builder = ProcmonLogBuilder()
        builder.add(kind: 3, operation: 38, detail: DetailBytes.file())
        builder.add(kind: 3, operation: 20, detail: DetailBytes.file())
        let log = try builder.log()
        let csv = try Collected.csv(ProcmonReader(Bytes(log)))
        let xml = Collected()
        var reader = try ProcmonReader(Bytes(log))
        var writer = ProcmonXMLWriter { xml.bytes += $0 }
        try writer.write(&reader)
        for bytes in [csv, xml.bytes] {
            for input in Hostile.truncations(of: bytes, step: 3) {
                if let source = try? ProcmonExportReader(Bytes(input.bytes)) { _ = try Collected.csv(source) }
            }
            for input in Hostile.bitFlips(of: bytes, count: 300, seed: 5) {
                if let source = try? ProcmonExportReader(Bytes(input.bytes)) { _ = try Collected.csv(source) }
            }
        }
    }
}
