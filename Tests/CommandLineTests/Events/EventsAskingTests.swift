import GoProfile
import TestSupport
import Testing
import Wire

/// The verbs of `sonde events` that answer questions, on a small log.
struct EventsAskingTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try Files.write(Self.log, to: folder.file("log"))
        try Files.write(Self.log.replacing("<0.300000>", with: "<0.100000>"), to: folder.file("fast"))
    }

    /// A shell that starts a program, which writes a file; another one reads it and is killed.
    private static let log = """
        10 1795297848.000000 execve("/bin/sh", ["sh", "-c", "a; b"], 0x1 /* 3 vars */) = 0 <0.001000>
        10 1795297848.010000 openat(AT_FDCWD</tmp>, "missing", O_RDONLY) = -1 ENOENT (No such file or directory) <0.000100>
         > /lib/libc.so.6(openat64+0x12) [0x100]
         > /bin/sh(main+0x7) [0x200]
        10 1795297848.100000 vfork() = 11 <0.001000>
        11 1795297848.110000 execve("/bin/a", ["a", "--out", "/tmp/x"], 0x1 /* 3 vars */) = 0 <0.001000>
        11 1795297848.120000 openat(AT_FDCWD</tmp>, "x", O_WRONLY|O_CREAT, 0666) = 3</tmp/x> <0.002000>
         > /lib/libc.so.6(openat64+0x12) [0x100]
         > /bin/a(main+0x7) [0x200]
        11 1795297848.130000 write(3</tmp/x>, "hello", 5) = 5 <0.300000>
         > /lib/libc.so.6(write+0x12) [0x110]
         > /bin/a(save+0x7) [0x210]
         > /bin/a(main+0x9) [0x202]
        11 1795297848.500000 +++ exited with 0 +++
        10 1795297848.600000 vfork() = 12 <0.001000>
        12 1795297848.610000 execve("/bin/b", ["b"], 0x1 /* 3 vars */) = 0 <0.001000>
        12 1795297848.620000 read(3</tmp/x>, "hello", 100) = 5 <0.000500>
        12 1795297848.700000 +++ killed by SIGKILL +++
        10 1795297848.800000 +++ exited with 2 +++

        """

    private func events(_ arguments: String..., columns: Int = 100) throws -> CommandResult {
        try SondeProgram.run(["events"] + arguments, environment: ["COLUMNS": "\(columns)"], folder: folder.path)
    }

    private func lines(_ arguments: String...) throws -> [Substring] {
        let result = try SondeProgram.run(["events"] + arguments, folder: folder.path)
        try #require(result.succeeded, "\(result.error)")
        return result.output.split(whereSeparator: \.isNewline)
    }

    @Test(arguments: [
        ("failed and class == file", 1), ("under process sh", 14),
        ("under pid 11 and operation ~ \"^(open|write)\"", 2),
        ("stack contains \"/bin/a\"", 2), ("stack ~ \"^save$\"", 1), ("bytes == 5", 2), ("duration >= 300ms", 1),
        ("result == SIGKILL", 1), ("time > 700ms", 1),
    ])
    func conditionsChoose(condition: String, count: Int) throws {
        #expect(try lines("list", "log", "--where", condition).count == count)
        #expect(try lines("list", "log", "--format", "json", "--where", condition).count == count)
        #expect(try lines("convert", "log", "--to", "csv", "--where", condition).count == count + 1)
        let summary = try lines("summary", "log", "--where", condition)
        #expect(summary[0].hasPrefix("log \(count) events"), "\(summary[0])")
    }

    /// Conditions and Process Monitor's rules hold both.
    @Test func conditionsAndRules() throws {
        #expect(try lines("list", "log", "--where", "class == file", "--include", "Process Name is a").count == 2)
    }

    @Test(arguments: [["list"], ["summary"], ["stacks"], ["convert", "--to", "json"], ["diff", "fast"]])
    func mistakesInConditionsAreShown(verb: [String]) throws {
        let result = try SondeProgram.run(["events"] + verb + ["log", "--where", "pid == x"], folder: folder.path)
        #expect(result.status.code == 2)
        #expect(result.output.isEmpty)
        #expect(result.error.contains("pid == x\n") && result.error.contains("         ^"), "\(result.error)")
    }

    @Test func summaries() throws {
        let files = try events("summary", "log", "--by", "file").output
        #expect(files.contains("/tmp/x"), "\(files)")
        let json = try events("summary", "log", "--by", "file", "--format", "json").output
        #expect(
            json.contains(
                #"{"name": "/tmp/x", "count": 3, "failed": 0, "sumNanoseconds": 302500000, "longestNanoseconds": 300000000, "opens": 1, "closes": 0, "reads": 1, "writes": 1,"#
            ), "\(json)")
        #expect(json.contains(#""bytesRead": 5, "bytesWritten": 5}"#), "\(json)")
        let references = try events("summary", "log", "--by", "references").output
        #expect(references.contains("1 path was written by one process and read by another"), "\(references)")
        #expect(references.contains("a --out /tmp/x (11)") && references.contains("b (12)"), "\(references)")
        let results = try events("summary", "log", "--by", "Result").output
        #expect(results.contains("SIGKILL"), "\(results)")
        let wrong = try events("summary", "log", "--by", "colour")
        #expect(wrong.status.code == 2 && wrong.error.contains("references"), "\(wrong.error)")
    }

    @Test func stacksAsTreeAndForOtherTools() throws {
        let tree = try events("stacks", "log").output
        #expect(tree.contains("save"), "\(tree)")
        #expect(tree.contains("3 events with stacks took 302ms"), "\(tree)")
        let folded = try events("convert", "log", "--to", "folded").output
        #expect(
            folded.split(separator: "\n") == [
                "[no stack] 5500000", "a;main;openat64;openat 2000000", "a;main;save;write;write 300000000",
                "sh;main;openat64;openat 100000",
            ], "\(folded)")
        #expect(try events("convert", "log", "-o", "log.pb.gz").succeeded)
        let top = try SondeProgram.run(
            ["profile", "top", "log.pb.gz", "-sample_index=time", "-cum"], folder: folder.path)
        #expect(top.output.contains("302.10ms"), "\(top.output)\(top.error)")
        let focused = try SondeProgram.run(
            ["profile", "top", "log.pb.gz", "-sample_index=events", "-tagfocus", "process=sh"], folder: folder.path)
        #expect(focused.output.contains("Showing nodes accounting for 1,"), "\(focused.output)")
    }

    /// What a format cannot hold is said, and nothing is written when that is all.
    @Test(arguments: ["folded", "pprof"]) func stacksThatAreNotThere(format: String) throws {
        let some = try events("convert", "log", "--to", format)
        #expect(some.succeeded && some.error.contains("of the events have no stack"), "\(some.error)")
        let none = try events("convert", "log", "--to", format, "--where", "not stack")
        #expect(none.status.code == 2 && none.outputBytes.isEmpty, "\(none.output)")
        #expect(none.error.contains("has a stack"), "\(none.error)")
    }

    @Test func differences() throws {
        let text = try events("diff", "log", "fast").output
        #expect(text.contains("write"), "\(text)")
        let json = try events("diff", "fast", "log", "--format", "json").output
        #expect(json.contains(#"{"name": "write", "differenceNanoseconds": -200000000,"#), "\(json)")
        let same = try events("diff", "log", "log").output
        #expect(same.contains("Both took the same time."), "\(same)")
    }

    @Test func timelinesAreChromes() throws {
        let result = try events("convert", "log", "--to", "chrome")
        try #require(result.succeeded, "\(result.error)")
        var reader = JSONReader(Bytes(result.output))
        var count = 0
        while try reader.next() != nil { count += 1 }
        #expect(count > 100)
        #expect(result.output.contains(#""ph":"X","name":"write","pid":11,"tid":11"#), "\(result.output)")
        #expect(result.output.contains(#""ph":"s","name":"fork""#))
        #expect(result.output.contains(#""signal":"SIGKILL""#))
        #expect(try events("convert", "log", "-o", "log.trace.json").succeeded)
        #expect(try Files.bytes(folder.file("log.trace.json")) == result.outputBytes)
        #expect(try events("convert", "log", "--to", "perfetto").output == result.output)
    }

    @Test(arguments: [50, 60, 80, 120]) func nothingIsWiderThanItsPlace(columns: Int) throws {
        for arguments in [
            ["tree", "log"], ["tree", "log", "--commands"], ["summary", "log"], ["summary", "log", "--by", "file"],
            ["summary", "log", "--by", "process"], ["summary", "log", "--by", "references"], ["stacks", "log"],
            ["diff", "log", "fast"], ["summary", "log", "--by", "command"],
        ] {
            let result = try SondeProgram.run(
                ["events"] + arguments, environment: ["COLUMNS": "\(columns)"], folder: folder.path)
            try #require(result.succeeded, "\(result.error)")
            for line in result.output.split(separator: "\n") { #expect(line.count <= columns, "\(arguments): \(line)") }
        }
    }

    @Test func treesHaveEnds() throws {
        let text = try events("tree", "log").output
        #expect(text.contains("b (12) → SIGKILL") && text.contains("sh (10) -c a; b → 2"), "\(text)")
        let json = try events("tree", "log", "--format", "json").output
        #expect(json.contains(#""signalName": "SIGKILL""#), "\(json)")
    }
}
