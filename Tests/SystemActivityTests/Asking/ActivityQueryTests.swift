import Evidence
import TestSupport
import Testing
import Wire

@testable import SystemActivity

@Suite struct ActivityQueryTests {
    /// A shell that runs a compiler, and beside it a server; ten events, numbered by their order.
    private static let source: MemorySource = {
        var source = MemorySource()
        let shell = source.process(10, "/bin/sh -c build", status: 0)
        let go = source.process(12, "/go/bin/go build ./...", parent: shell, status: 1)
        let compile = source.process(13, "/go/tool/compile -p fmt -o x", parent: go)
        let server = source.process(99, "/srv/server")
        let put = ["syscall.write", "os.(*File).Write", "cmd/go/internal/cache.(*DiskCache).Put", "main.main"]
        source.event(shell, 1_000, "execve", "/bin/sh", kind: .process)
        source.event(go, 2_000, "openat", "/src/a.go", result: "3", duration: 500)
        source.event(go, 3_000, "read", "/src/a.go", result: "4096", duration: 5_000_000, thread: 2)
        source.event(go, 4_000, "openat", "/src/missing.go", result: "ENOENT", duration: 700)
        source.event(go, 5_000, "write", "/cache/ab-d", result: "512", duration: 900, stack: put)
        source.event(compile, 6_000, "openat", "/src/b.go", result: "4", duration: 100)
        source.event(compile, 7_000, "futex", result: "", duration: -1, kind: .interprocess)
        source.event(server, 8_000, "recvfrom", "socket:to 10.0.0.1:80", result: "17", duration: 2, kind: .network)
        source.event(server, 9_000, "openat", "/src/a.go", result: "EACCES", duration: 50)
        source.event(-1, 2_000_001_000, "tick", result: "0", kind: .other)
        return source
    }()

    @Test func classesAreKnown() throws {
        for name in ["file", "network", "other"] { _ = try ActivityQuery(parsing: "failed and class == \(name)") }
        for text in ["class == banana", "failed or not (class == File)", "pid > 1 and class == \"\""] {
            #expect(throws: InputError.self, "\(text)") { try ActivityQuery(parsing: text) }
        }
    }

    private func matches(_ text: String) throws -> [Int] {
        var matcher = ActivityQueryMatcher(try ActivityQuery(parsing: text))
        let source = Self.source
        return source.events.filter { matcher.holds($0, of: source) }.map(\.origin)
    }

    @Test(arguments: [
        ("pid == 12", [1, 2, 3, 4]), ("pid != 12", [0, 5, 6, 7, 8]), ("ppid == 12", [5, 6]),
        ("ppid", [1, 2, 3, 4, 5, 6]),
        ("process == go", [1, 2, 3, 4]), ("image ~ \"^/go/\"", [1, 2, 3, 4, 5, 6]),
        ("command contains \"-p fmt\"", [5, 6]), ("status > 0", [1, 2, 3, 4]), ("tid == 2", [2]),
        ("class == network", [7]), ("operation ~ \"^open\"", [1, 3, 5, 8]), ("path", [0, 1, 2, 3, 4, 5, 7, 8]),
        ("path contains \"a.go\" and not failed", [1, 2]), ("failed", [3, 8]),
        ("not failed and operation == openat", [1, 5]),
        ("result == ENOENT", [3]), ("result == 3", [1]), ("bytes >= 17", [2, 4, 7]), ("bytes", [2, 4, 7]),
        ("detail ~ \"origin: [23]$\"", [2, 3]), ("duration > 600ns and duration <= 900ns", [3, 4]),
        ("duration > 1ms", [2]),
        ("open", [6]), ("time < 1500ns", [0, 1]), ("time >= 2s", [9]),
        ("stack contains \"cmd/go/internal/cache\"", [4]), ("stack ~ \"DiskCache.*Put$\"", [4]), ("stack", [4]),
        ("function ~ DiskCache", [4]), ("function == \"os.(*File).Write\"", []),
        ("under pid 12", [1, 2, 3, 4, 5, 6]), ("under pid == 12", [1, 2, 3, 4, 5, 6]),
        ("under pid 10", [0, 1, 2, 3, 4, 5, 6]),
        ("under process compile", [5, 6]), ("under command ~ \"build$\"", [0, 1, 2, 3, 4, 5, 6]),
        ("under command contains build and failed", [3]), ("not under pid 10", [7, 8, 9]),
        ("!under pid 10", [7, 8, 9]),
        ("pid == 99 or pid == 13", [5, 6, 7, 8]), ("pid == 99 || pid == 13 && open", [6, 7, 8]),
        ("(pid == 99 or pid == 13) and not (open or failed)", [5, 7]),
        ("column[\"Event Class\"] == \"File System\" and pid == 13", [5]), ("column[PID] == 13", [5, 6]),
    ])
    func chooses(query: String, expected: [Int]) throws { #expect(try matches(query) == expected) }

    @Test(arguments: [
        ("frob == 1", 1, "no field `frob`"), ("pid == x", 8, "whole number"),
        ("pid == -5", 8, "whole number"), ("status == -", 11, "no meaning"),
        ("status > -99999999999999999999", 10, "whole number"), ("under path x", 7, "after `under`"),
        ("under", 6, "after `under`"), ("under pid", 10, "whole number"), ("pid contains 1", 5, "parts"),
        ("path > x", 6, "`contains`"), ("duration > 5 and open", 12, "duration such as"),
        ("failed and", 11, "expected a field"),
        ("not", 4, "expected a field"), ("column[Colour] == x", 8, "there is no column"),
        ("path ~ \"(\"", 8, "regular expression"),
        ("open 12", 6, "`and`"),
    ])
    func mistakesAreShownInTheirPlace(query: String, column: Int, words: String) throws {
        let error = #expect(throws: InputError.self) { try ActivityQuery(parsing: query) }
        let message = try #require(error?.description)
        #expect(message.contains("column \(column) of the query"), "\(message)")
        #expect(message.contains(words), "\(message)")
    }

    @Test func whoIsItsOwnAncestorEnds() throws {
        var source = MemorySource()
        let first = source.process(1, "a")
        let second = source.process(2, "b", parent: first)
        source.tables.processes[Int(first)].parent = second
        source.event(second, 0, "read")
        var matcher = ActivityQueryMatcher(try ActivityQuery(parsing: "under pid 3"))
        let holds = matcher.holds(source.events[0], of: source)
        #expect(!holds)
    }

    /// A process may get its arguments, and another program, after its first event.
    @Test func commandsAreThoseOfNow() throws {
        var source = MemorySource()
        let process = source.process(1, "sh -c x")
        source.event(process, 0, "read")
        var matcher = ActivityQueryMatcher(try ActivityQuery(parsing: "command == \"compile -p fmt\""))
        let before = matcher.holds(source.events[0], of: source)
        source.tables.processes[0].arguments = ["compile", "-p", "fmt"].map { source.tables.strings.intern($0) }
        let after = matcher.holds(source.events[0], of: source)
        #expect(!before && after)
    }

    /// Lengths in the details of Windows' events.
    @Test(.enabled(if: ProcmonCorpus.isPresent, "no shared corpus")) func bytesOfWindowsAreThoseOfItsDetails() throws {
        let log = try ProcmonCorpus.all[0].log()
        var source = try ProcmonReader(log)
        var matcher = ActivityQueryMatcher(try ActivityQuery(parsing: "bytes > 1000"))
        var events: [ActivityEvent] = []
        var (found, expected) = (0, 0)
        while true {
            try source.read(into: &events, limit: 1000)
            if events.isEmpty { break }
            for event in events {
                if matcher.holds(event, of: source) { found += 1 }
                guard ["ReadFile", "WriteFile"].contains(source.tables.strings[event.operation]),
                    source.tables.strings[event.result] == "SUCCESS"
                else { continue }
                var detail: [UInt8] = []
                source.appendDetail(of: event, to: &detail)
                let length = String(decoding: detail, as: UTF8.self).split(separator: ", ")
                    .first { $0.hasPrefix("Length: ") }?.dropFirst(8).filter { $0 != "," }
                if let length, let number = Int(length), number > 1000 { expected += 1 }
            }
        }
        #expect(found == expected)
        #expect(found > 10)
    }
}
