import Evidence
import GoProfile
import SystemActivity
import TestSupport
import Testing
import Wire

@testable import WebUI

/// Processes, summaries, stacks and details: what they say of events adds up to the events.
@Suite struct ActivityPartsTests {
    /// What strace -f -ttt -T -k prints of a shell that has a file copied.
    static let strace = """
        10 1700000000.000000 execve("/bin/sh", ["sh", "-c", "cat a > b"], 0x7ffd /* 3 vars */) = 0 <0.000100>
         > /lib/libc.so.6(execve+0xb) [0xea0fb]
         > /bin/sh(main+0x1a0) [0x4aaf0]
        10 1700000000.001000 openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3 <0.000020>
         > /lib/libc.so.6(open64+0x5b) [0x11452b]
         > /bin/sh(main+0x200) [0x4ab50]
        10 1700000000.002000 read(3, "root:x:0:0"..., 4096) = 1200 <0.000050>
         > /lib/libc.so.6(read+0xd) [0x11498d]
         > /bin/sh(main+0x220) [0x4ab70]
        10 1700000000.003000 openat(AT_FDCWD, "/missing \\"x\\"", O_RDONLY) = -1 ENOENT (No such file or directory) <0.000010>
         > /lib/libc.so.6(open64+0x5b) [0x11452b]
         > /bin/sh(main+0x200) [0x4ab50]
        10 1700000000.004000 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD) = 11 <0.000200>
        11 1700000000.005000 openat(AT_FDCWD, "/tmp/b", O_WRONLY|O_CREAT, 0666) = 4 <0.000030>
        11 1700000000.006000 write(4, "hello"..., 8192) = 8192 <0.000400>
        11 1700000000.007000 exit_group(0) = ?
        11 1700000000.007100 +++ exited with 0 +++
        10 1700000000.008000 close(3) = 0 <0.000002>
        10 1700000000.009000 exit_group(3) = ?
        10 1700000000.009100 +++ exited with 3 +++
        """

    private func asked() -> ActivityAsked { ActivityAsked { try StraceReader(Bytes(Array(Self.strace.utf8))) } }

    @Test func theOverviewSaysWhatThereIs() throws {
        let overview = try asked().json("")
        let rows = try asked().json("rows")
        #expect(overview["events"].int == rows["count"].int)
        #expect(overview["processes"].int == 2)
        #expect(overview["hasStacks"] == .flag(true))
        #expect(overview["isWindows"] == .flag(false))
        #expect(overview["standard"].items.first?.text == "elapsed")
    }

    @Test func processesAreATreeWithWhatTheyMoved() throws {
        let tree = try asked().json("processes", ["from": "0", "to": "10"])
        let rows = tree["rows"].items
        #expect(rows.map { $0["pid"].int } == [10, 11])
        #expect(rows.map { $0["depth"].int } == [0, 1])
        #expect(rows[0]["read"].int == 1200 && rows[1]["written"].int == 8192)
        #expect(rows[0]["exitStatus"].int == 3)
        #expect(rows[0]["isOpen"] == .flag(true) && rows[1]["isOpen"] == .null)
        let closed = try asked().json("processes", ["closed": "\(rows[0]["process"].int)", "to": "10", "process": "1"])
        #expect(closed["rows"].items.count == 1 && closed["place"] == .null)
        #expect(closed["ancestors"].items.map(\.int) == [rows[0]["process"].int])
    }

    /// Each summary's rows lead to as many events as they count.
    @Test(arguments: [
        "process", "file", "folder", "extension", "operation", "result", "name", "pid", "tid", "class", "command",
        "function", "detail", "path", "Event Class",
    ])
    func rowsOfSummariesLeadToTheirEvents(by: String) throws {
        let asked = asked()
        let summary = try asked.json("summary", ["by": by, "to": "100"])
        #expect(!summary["rows"].items.isEmpty)
        let place = try #require(summary["columns"].items.firstIndex { $0["id"].text == "count" })
        // Of files, rules know the path alone, and not whether the call was one of files.
        for row in summary["rows"].items where row["rule"] != .null || row["condition"] != .null {
            var query: [String: String] = [:]
            if row["rule"] != .null {
                query["rules"] = "+" + row["rule"].text
            } else {
                query["q"] = row["condition"].text
            }
            let count = try asked.json("rows", query)["count"].int
            let counted = row["values"].items[place].int
            if ["folder", "extension", "file"].contains(by) {
                #expect(count >= counted, "\(by) \(row["name"].text)")
            } else {
                #expect(count == counted, "\(by) \(row["name"].text)")
            }
        }
    }

    @Test func summariesHaveOrders() throws {
        let asked = asked()
        for column in ["time", "count", "name"] {
            let up = try asked.json("summary", ["by": "operation", "order": column, "to": "100"])["rows"].items
            let down = try asked.json("summary", ["by": "operation", "order": "-" + column, "to": "100"])["rows"].items
            #expect(Set(up.map { $0["name"].text }) == Set(down.map { $0["name"].text }))
            if column == "name" { #expect(up.map { $0["name"].text } == up.map { $0["name"].text }.sorted()) }
        }
        let found = try asked.json("summary", ["by": "operation", "find": "OPEN", "to": "100"])["rows"].items
        #expect(found.map { $0["name"].text } == ["openat"])
        let file = try asked.answer("summary", ["by": "operation", "form": "csv"])
        #expect(String(decoding: file.body, as: UTF8.self).hasPrefix("\"Name\",\"Time (ns)\",\"Events\""))
    }

    @Test func stacksAddUp() throws {
        let asked = asked()
        let tree = try asked.json("stacks", ["all": "1", "to": "100", "measure": "count", "by": "count"])
        let roots = tree["rows"].items.filter { $0["depth"].int == 0 }
        #expect(roots.reduce(0) { $0 + $1["count"].int } == tree["total"]["count"].int)
        #expect(tree["total"]["count"].int == 4)
        let own = tree["rows"].items.reduce(0) { $0 + $1["own"].int }
        #expect(own == 4)
        let inverted = try asked.json("stacks", ["inverted": "1", "all": "1", "to": "100"])
        #expect(inverted["total"]["time"].int == tree["total"]["time"].int)
        #expect(inverted["rows"].items.filter { $0["depth"].int == 0 }.contains { $0["name"].text.contains("open64") })
    }

    @Test func stacksAreAProfile() throws {
        let document = Document(id: 1, targets: [], control: JobControl())
        document.state = .ready(
            OpenedTarget(
                title: "",
                sources: [
                    EvidenceSource(
                        name: "", kind: .activity { try StraceReader(Bytes(Array(Self.strace.utf8))) })
                ], report: Shared { _ in throw TestSupportError("no report") }))
        let store = try ActivityStore.of(document, nil)
        let all = try store.profile(EventFilter(), JobControl())
        #expect(all.sampleTypes.count == 2)
        let failed = try store.profile(
            EventFilter(PageRequest(path: "/", query: ["q": "failed"])), JobControl())
        #expect(failed.samples.count == 1)
    }

    @Test func detailsSayWhatIsKnown() throws {
        let asked = asked()
        let rows = try asked.rows([:], columns: ["operation", "path"])
        let place = try #require(rows.firstIndex { $0.cells == ["openat", "/missing \"x\""] })
        let event = try asked.json("event", ["event": "\(rows[place].number)"])
        #expect(event["stack"].items.count == 2)
        #expect(event["process"]["id"].int == 10)
        #expect(event["process"]["commandLine"].text == "sh -c cat a > b")
        #expect(event["durationNanoseconds"].int == 10_000)
        #expect(throws: PageError.self) { try asked.answer("event", ["event": "99"]) }
        #expect(throws: PageError.self) { try asked.answer("event", ["event": "-1"]) }
    }

    /// What cannot be answered is said with a status, and nothing traps.
    @Test(arguments: [
        ("rows", ["columns": "nonsense"]), ("rows", ["sort": "nonsense"]), ("rows", ["rules": "Path is x"]),
        ("rows", ["rules": "+Nonsense is x"]), ("rows", ["q": "path =="]), ("rows", ["hq": "duration > x"]),
        ("rows", ["from": "x"]), ("summary", ["by": "nonsense"]), ("export", ["form": "nonsense"]),
        ("place", ["time": "yesterday"]), ("values", ["column": "nonsense"]), ("nonsense", [:]),
        ("rows", ["source": "7"]),
        ("path", [:]),
    ])
    func wrongQuestionsAreRefused(action: String, query: [String: String]) {
        let error = #expect(throws: PageError.self) { try asked().answer(action, query) }
        #expect([400, 404, 422].contains(error?.status ?? 0))
    }

    @Test(arguments: ["-5", "0", "7", "999999999999"]) func windowsAreCutToWhatIsThere(bound: String) throws {
        for action in ["rows", "processes", "summary", "stacks"] {
            let answer = try asked().json(action, ["from": bound, "to": bound])
            #expect(answer["rows"].items.isEmpty)
            let all = try asked().json(action, ["from": "-9", "to": bound])
            #expect(all["rows"].items.count <= max(0, all["count"].int))
        }
    }

    @Test func nothingIsShownOfNoEvents() throws {
        let empty = ActivityAsked { try StraceReader(Bytes(Array("10 1700000000.0 +++ exited with 0 +++\n".utf8))) }
        for action in ["", "rows", "processes", "summary", "stacks", "place"] { _ = try empty.json(action) }
    }
}
