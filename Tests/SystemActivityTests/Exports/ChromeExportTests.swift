import Evidence
import Report
import Testing
import Wire

@testable import SystemActivity

@Suite struct ChromeExportTests {
    /// An event of a trace.
    private struct Entry {
        var texts: [String: String] = [:]
        var numbers: [String: Int64] = [:]

        subscript(_ key: String) -> String { texts[key] ?? "" }
        var track: [Int64] { [numbers["pid"] ?? -7, numbers["tid"] ?? -7] }
    }

    private func entries(_ source: MemorySource) throws -> [Entry] {
        var bytes: [UInt8] = []
        var export = ActivityChromeExport(source.events, of: source, withWaits: true, withStacks: false) { bytes += $0 }
        try export.write()
        var reader = JSONReader(Bytes(bytes))
        var entries: [Entry] = []
        var key = ""
        var depth = 0
        while let token = try reader.next() {
            switch token {
            case .objectBegin:
                depth += 1
                if depth == 2, key != "otherData" { entries.append(Entry()) }
            case .objectEnd: depth -= 1
            case .key: key = reader.string
            case .string where !entries.isEmpty: entries[entries.count - 1].texts[key] = reader.string
            case .number where !entries.isEmpty: entries[entries.count - 1].numbers[key] = reader.integer
            default: break
            }
            if token == .string || token == .number { key = "" }
        }
        return entries
    }

    /// Perfetto keeps ids in 32 bits with a sign, and a thread's are the whole system's.
    @Test func idsTellTracksApart() throws {
        var source = MemorySource()
        let first = source.process(7, "first", start: 0, end: 100)
        let again = source.process(7, "again", start: 200, end: 300)
        let large = source.process(.max, "large", start: 0, end: 300)
        source.event(first, 0, "a", duration: 50, thread: 7)
        source.event(first, 20, "beside", duration: 60, thread: 7)
        source.event(again, 210, "b", duration: 20, thread: 7)
        source.event(large, 10, "c", duration: 20, thread: .max)
        source.event(large, 50, "moment", thread: 7)
        source.event(-1, 60, "nobody", thread: 0)
        let all = try entries(source)
        for entry in all {
            for id in entry.track { #expect(id > 0 && id <= Int64(Int32.max), "\(entry)") }
        }
        let slices = all.filter { $0["ph"] == "X" || $0["ph"] == "i" }
        #expect(Set(slices.map(\.track)).count == slices.count && slices.count == 9, "\(slices.map(\.track))")
        #expect(Set(slices.map { $0.track[1] }).count == 9)
        #expect(slices.first { $0["name"] == "a" }?.track == [7, 7])
        let names = all.filter { $0["ph"] == "M" }.map { $0["name"] }
        for name in ["first", "again (7)", "large (4294967295)", "no process", "thread 4294967295", "life"] {
            #expect(names.contains(name), "\(names)")
        }
        // Every track has a name.
        let named = Set(all.filter { $0["ph"] == "M" }.map(\.track))
        for slice in slices { #expect(named.contains(slice.track), "\(slice)") }
    }

    @Test func onlyWhatHadNotEndedIsUnfinished() throws {
        var source = MemorySource()
        let process = source.process(7, "p", start: 0, end: 100)
        source.event(process, 0, "untold", duration: ActivityEvent.untold)
        source.event(process, 20, "open", duration: ActivityEvent.unfinished)
        let all = try entries(source)
        #expect(all.filter { $0["name"] == "untold" }.map { $0["ph"] } == ["i"])
        #expect(all.filter { $0["name"] == "open" }.map { $0["ph"] } == ["X"])
    }
}
