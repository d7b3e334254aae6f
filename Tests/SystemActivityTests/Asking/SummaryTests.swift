import Evidence
import TestSupport
import Testing
import Wire

@testable import SystemActivity

@Suite struct SummaryTests {
    /// A build in small: go writes a configuration that compile reads, compile writes a package that link reads.
    private static let source: MemorySource = {
        var source = MemorySource()
        let go = source.process(1, "/go/bin/go build")
        let compile = source.process(2, "/go/tool/compile -p fmt", parent: go)
        let link = source.process(3, "/go/tool/link -o x", parent: go)
        source.event(go, 0, "openat", "/w/importcfg", result: "3", duration: 10)
        source.event(go, 10, "write", "/w/importcfg", result: "100", duration: 20)
        source.event(go, 20, "close", "/w/importcfg", duration: 1)
        source.event(compile, 30, "openat", "/w/importcfg", result: "3", duration: 11)
        source.event(compile, 40, "read", "/w/importcfg", result: "100", duration: 5)
        source.event(compile, 50, "openat", "/w/missing.h", result: "ENOENT", duration: 7)
        source.event(compile, 60, "pwrite64", "/w/b/_pkg_.a", result: "4000", duration: 300)
        source.event(compile, 61, "write", "/w/b/_pkg_.a", result: "ENOSPC", duration: 3)
        source.event(link, 70, "read", "/w/b/_pkg_.a", result: "4000", duration: 200)
        source.event(link, 80, "read", "/w/b/own", result: "1", duration: 2)
        source.event(link, 81, "write", "/w/b/own", result: "1", duration: 2)
        source.event(go, 90, "connect", "10.0.0.1:443", result: "EINPROGRESS", duration: 4, kind: .network)
        source.event(go, 91, "write", "socket:to 10.0.0.1:443", result: "50", duration: 6)
        source.event(go, 92, "recvfrom", "socket:to 10.0.0.1:443", result: "70", duration: 8, kind: .network)
        source.event(go, 93, "close", "socket:to 10.0.0.1:443", duration: 1)
        source.event(go, 94, "read", "pipe:1", result: "9", duration: 1000)
        source.event(go, 95, "futex", duration: 5000, kind: .interprocess)
        return source
    }()

    @Test func filesAreSummedUpByWhatWasDoneToThem() throws {
        var source = Self.source
        let summary = try PathSummary(&source, of: .file)
        #expect(
            summary.rows.map(\.name) == ["/w/b/_pkg_.a", "/w/importcfg", "/w/missing.h", "/w/b/own"])
        let package = summary.rows[0].effects
        #expect(package.tally.count == 3 && package.tally.failed == 1 && package.tally.sum == 503)
        #expect(package[.write] == 2 && package[.read] == 1 && package.bytesIn == 4000 && package.bytesOut == 4000)
        let configuration = summary.rows[1].effects
        #expect(configuration[.open] == 2 && configuration[.close] == 1 && configuration[.read] == 1)
        #expect(summary.total.tally.count == 11)
    }

    @Test func foldersAndEndings() throws {
        var source = Self.source
        #expect(try PathSummary(&source, of: .file, by: .folder).rows.map(\.name) == ["/w/b", "/w"])
        source = Self.source
        let endings = try PathSummary(&source, of: .file, by: .fileExtension)
        #expect(endings.rows.map(\.name) == [".a", "", ".h"])
        #expect(endings.rows.map(\.effects.tally.count) == [3, 7, 1])
    }

    @Test func aPeerIsOneWhateverCallNamesIt() throws {
        var source = Self.source
        let summary = try PathSummary(&source, of: .network)
        #expect(summary.rows.map(\.name) == ["to 10.0.0.1:443"])
        let peer = summary.rows[0].effects
        #expect(peer[.connect] == 1 && peer[.send] == 1 && peer[.receive] == 1 && peer[.disconnect] == 1)
        #expect(peer.bytesOut == 50 && peer.bytesIn == 70)
    }

    /// A server's own address is none that it connected to, whichever came first.
    @Test(arguments: [true, false]) func anAddressThatIsBoundIsNoPeer(bindsFirst: Bool) throws {
        var source = MemorySource()
        let process = source.process(1, "/srv")
        let calls = ["bind", "connect"]
        for (time, name) in (bindsFirst ? calls : calls.reversed()).enumerated() {
            source.event(process, Int64(time), name, "10.0.0.1:443", duration: 10, kind: .network)
        }
        let names = try PathSummary(&source, of: .network).rows.map(\.name)
        #expect(names.sorted() == ["10.0.0.1:443", "to 10.0.0.1:443"])
    }

    /// One row for each text, though other numbers stand for it.
    @Test(arguments: ["stack", "name", "command", "function"]) func noTextHasTwoRows(column: String) throws {
        let text = """
            a 1 [000] 1.000000: raw_syscalls:sys_enter: NR 0 (0, 0, 0, 0, 0, 0)
            \t    7f12 [unknown] ([unknown])
            \t    20a [unknown] (/lib/libx.so)
            \t    55 main.work+0x5 (/bin/a)

            a 1 [000] 1.100000: raw_syscalls:sys_exit: NR 0 = 5
            a 2 [000] 2.000000: raw_syscalls:sys_enter: NR 0 (0, 0, 0, 0, 0, 0)
            \t    7f99 [unknown] ([unknown])
            \t    20a [unknown] (/lib/libx.so)
            \t    66 main.work+0x6 (/bin/a)

            a 2 [000] 2.100000: raw_syscalls:sys_exit: NR 0 = 5

            """
        var source = try PerfScriptReader(Bytes(text))
        let summary = try ColumnSummary(&source, by: #require(ColumnSummary.Column(named: column)))
        let expected = ["stack": "? < libx.so+0x20a < main.work", "name": "a", "command": "", "function": "main.work"]
        #expect(summary.rows.map(\.value) == [expected[column]])
        #expect(summary.rows.map(\.tally.count) == [2] && summary.rows.map(\.tally.sum) == [200_000_000])
    }

    @Test func referencesAreThoseBetweenProcesses() throws {
        var source = Self.source
        let references = try CrossReferences(&source)
        #expect(references.rows.map(\.path) == ["/w/b/_pkg_.a", "/w/importcfg"])
        #expect(references.rows.map(\.writers) == [[1], [0]] && references.rows.map(\.readers) == [[2], [1]])
    }

    @Test func processesWithWhatTheyDid() throws {
        var source = Self.source
        let summary = try ProcessSummary(&source)
        #expect(summary.rows.map(\.process) == [0, 1, 2])
        #expect(summary.rows[0].files.tally.count == 3 && summary.rows[0].network.tally.count == 4)
        #expect(summary.rows[0].tally.count == 9 && summary.rows[1].files.bytesOut == 4000)
    }

    @Test(arguments: [
        ("operation", "futex", 1), ("class", "file", 14), ("name", "compile", 5), ("pid", "3", 3), ("result", "3", 2),
        ("command", "/go/tool/link -o x", 3), ("PID", "1", 9), ("Event Class", "File System", 14), ("tid", "1", 17),
        ("path", "pipe:1", 1), ("detail", "origin: 4", 1), ("image", "/go/bin/go", 9),
    ])
    func columnsAreCounted(column: String, value: String, count: Int) throws {
        var source = Self.source
        let named = try #require(
            ColumnSummary.Column(named: column.lowercased()) ?? ColumnSummary.Column(named: column))
        let summary = try ColumnSummary(&source, by: named)
        #expect(summary.rows.first { $0.value == value }?.tally.count == count)
        #expect(summary.rows.reduce(0) { $0 + $1.tally.count } == 17)
        #expect(summary.total.count == 17)
    }

    /// Each row of a log's File and Registry Summary, counted once more from what Process Monitor itself exported.
    @Test(.enabled(if: ProcmonCorpus.isPresent, "no shared corpus"), arguments: [0, 2])
    func agreesWithProcessMonitorsExport(number: Int) throws {
        let corpus = ProcmonCorpus.all[number]
        let isRegistry = number == 2
        var source = try ProcmonReader(corpus.log())
        let summary = try PathSummary(&source, of: isRegistry ? .registry : .file)
        var expected: [String: [String: Int]] = [:]
        var rows = try ExportRows(corpus.export())
        while let row = rows.next() {
            guard row["Event Class"] == (isRegistry ? "Registry" : "File System"), let operation = row["Operation"],
                let path = row["Path"]
            else { continue }
            expected[path, default: [:]]["all", default: 0] += 1
            expected[path]?[operation, default: 0] += 1
            guard row["Result"] == "SUCCESS", operation == "ReadFile" || operation == "WriteFile" else { continue }
            let length = row["Detail"]?.split(separator: ", ").first { $0.hasPrefix("Length: ") }
            expected[path]?[operation + " bytes", default: 0] +=
                length.flatMap { Int($0.dropFirst(8).filter { $0 != "," }) } ?? 0
        }
        #expect(Set(summary.rows.map(\.name)) == Set(expected.keys))
        try #require(summary.rows.count > 100)
        for row in summary.rows {
            let counts = expected[row.name] ?? [:]
            #expect(row.effects.tally.count == counts["all"], "\(row.name)")
            if isRegistry {
                #expect(row.effects[.close] == counts["RegCloseKey"] ?? 0, "\(row.name)")
                #expect(
                    row.effects[.open] == (counts["RegOpenKey"] ?? 0) + (counts["RegCreateKey"] ?? 0), "\(row.name)")
            } else {
                #expect(row.effects[.open] == counts["CreateFile"] ?? 0, "\(row.name)")
                #expect(row.effects[.close] == counts["CloseFile"] ?? 0, "\(row.name)")
                #expect(row.effects[.read] == counts["ReadFile"] ?? 0, "\(row.name)")
                #expect(row.effects.bytesIn == counts["ReadFile bytes"] ?? 0, "\(row.name)")
                #expect(row.effects.bytesOut == counts["WriteFile bytes"] ?? 0, "\(row.name)")
            }
        }
    }

    @Test func stacksAreATree() throws {
        var source = MemorySource()
        let process = source.process(1, "go")
        source.event(process, 0, "read", duration: 5, stack: ["read", "load", "main"])
        source.event(process, 1, "read", duration: 7, stack: ["read", "load", "main"])
        source.event(process, 2, "write", duration: 100, stack: ["write", "save", "main"])
        source.event(process, 3, "write", duration: 1)
        let tallies = try StackTallies(&source)
        #expect(tallies.rows.count == 2 && tallies.withoutStack.count == 1 && tallies.duration == 102)
        func lines(_ tree: ActivityStackTree, _ node: Int = 0, _ depth: Int = 0) -> [String] {
            tree.children(node, by: .time).flatMap {
                ["\(depth) \(tree.names[tree.nodes[$0].name]) \(tree.nodes[$0].tally.sum)"] + lines(tree, $0, depth + 1)
            }
        }
        let tables = source.tables
        #expect(
            lines(ActivityStackTree(tallies, tables))
                == ["0 main 112", "1 save 100", "2 write 100", "1 load 12", "2 read 12"])
        #expect(lines(ActivityStackTree(tallies, tables, isInverted: true)).prefix(2) == ["0 write 100", "1 save 100"])
        #expect(lines(ActivityStackTree(tallies, tables, withProcesses: true)).first == "0 go 112")
    }

    @Test(arguments: [
        ("/tmp/go-build123/b010/_pkg_.a", "$WORK/b010/_pkg_.a"),
        ("-trimpath=/tmp/x/go-build1/b1=>", "-trimpath=$WORK/b1=>"),
        ("/proc/123/maps", "/proc/*/maps"), ("/proc/self/maps", "/proc/self/maps"),
        ("/tmp/cache1234567/x", "/tmp/cache*/x"),
        ("/c/ab/abcd\(String(repeating: "0", count: 60))-d", "/c/*/*-d"), ("pipe:12", "pipe:*"),
        ("/usr/lib/x86_64", "/usr/lib/x86_64"),
        ("/src/go1.24.11/net/http2.go", "/src/go1.24.11/net/http2.go"), ("/tmp/a8f3c2910b", "/tmp/*"),
        ("deadbeefs", "deadbeefs"),
        (#"C:\Users\x\AppData\Local\Temp\go-build123\b001\_pkg_.a"#, "$WORK/b001/_pkg_.a"),
        ("C:\\Temp\\{01234567-89ab-cdef-0123-456789abcdef}.tmp", "C:\\Temp\\{*}.tmp"), ("10.0.0.1:443", "10.0.0.1:443"),
        ("/facade/decade", "/facade/decade"),
    ])
    func volatilePartsOfTexts(text: String, expected: String) { #expect(VolatileText.stable(text) == expected) }

    @Test func titlesOfProcesses() throws {
        var source = MemorySource()
        source.process(1, "/go/bin/go build -o /tmp/x ./...")
        source.process(2, "/go/pkg/tool/linux_amd64/compile -o /tmp/go-build7/b002/_pkg_.a -p fmt x.go")
        source.process(3, "/go/pkg/tool/linux_amd64/compile -V=full")
        source.process(4, "/bin/sh -c make")
        let titles = (0..<4).map { source.tables.title(ofProcess: $0) }
        #expect(titles == ["go build -o /tmp/x ./...", "compile fmt", "compile -V=full", "sh -c make"])
    }
}

/// Rows of an export of Process Monitor, read by the rules of RFC 4180 alone.
private struct ExportRows {
    private let bytes: [UInt8]
    private var at = 3
    private var titles: [String] = []

    init(_ bytes: Bytes) {
        self.bytes = bytes.array
        titles = fields()
    }

    mutating func next() -> [String: String]? {
        guard at < bytes.count else { return nil }
        return Dictionary(zip(titles, fields())) { $1 }
    }

    private mutating func fields() -> [String] {
        var result: [String] = []
        while at < bytes.count {
            var field: [UInt8] = []
            at += 1
            while at < bytes.count {
                if bytes[at] == UInt8(ascii: "\"") {
                    guard at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\"") else { break }
                    at += 1
                }
                field.append(bytes[at])
                at += 1
            }
            result.append(String(decoding: field, as: UTF8.self))
            at += 1
            guard at < bytes.count, bytes[at] == UInt8(ascii: ",") else { break }
            at += 1
        }
        at += 2
        return result
    }
}
