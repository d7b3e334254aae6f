import Evidence
import SystemActivity
import TestSupport
import Testing
import Wire

/// strace itself, run on real programs with many combinations of options.
@Suite(.enabled(if: Permissions.mayTraceByStrace, "strace is not installed, or may not trace"))
struct StraceRealTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A pipeline, a program that a signal ends, and one that fails.
    private static let script = """
        sleep 5 & p=$!; while [ ! -e /proc/$p ]; do :; done; kill -9 $p; wait
        echo 'a > b) "c"' > 'x > y) z'; cat 'x > y) z' | sort | wc -l; rm 'x > y) z'
        cd /; ls missing 2>/dev/null; exit 3
        """

    private func log(_ options: [String], _ command: [String] = ["sh", "-c", script]) throws -> String {
        let file = folder.file("log")
        _ = try Command.run("strace", options + ["-o", file] + command, folder: folder.path)
        return file
    }

    private static func read(_ file: String) throws -> Events { try Events(StraceReader(MappedFile.open(file))) }

    /// Compares with awk's counting, and every line is accounted for.
    private func check(_ file: String, _ events: Events, _ comment: Comment) throws {
        let oracle = try StraceOracle(file)
        #expect(events.counts == oracle.counts, comment)
        #expect(events.quality["strace.lines.unknown"] == 0, comment)
        func number(_ names: String...) -> Int { events.all.count { names.contains(events.text($0.operation)) } }
        #expect(number("signal") == oracle.signals, comment)
        #expect(number("process exit", "thread exit") == oracle.ends, comment)
        var durations: [String: Int64] = [:]
        // Calls that did not return have no -T; their end is the time of their line.
        for event in events.calls where event.duration >= 0 && event.result != .empty {
            durations[events.text(event.operation), default: 0] += event.duration
        }
        if !oracle.durations.isEmpty {
            for (name, duration) in oracle.durations { #expect(durations[name] == duration, comment) }
        }
        events.checkNumbers(comment)
    }

    @Test(arguments: [
        "-f -ttt -T -yy", "-f -tt -T -y", "-f -t", "-f -r -T", "-f -t -r -x", "-f -ttt -r -xx -y", "-f -T", "-f",
        "-f -ttt -T -yy -v -s 4096", "-f --syscall-times=ns --absolute-timestamps=format:unix,precision:ns",
        "-ttt -T",
        "-f -qq -ttt -T -y",
    ])
    func countsAndTimes(_ options: String) throws {
        let file = try log(options.split(separator: " ").map(String.init))
        let events = try Self.read(file)
        try check(file, events, "\(options)")
        try #require(events.all.count > 100, "\(options)")
        #expect(zip(events.all, events.all.dropFirst()).allSatisfy { $0.time <= $1.time }, "\(options)")
        guard options.contains("-f") else { return }
        // sh, sleep, cat, sort, wc, rm, ls
        #expect(events.tables.processes.count == 7, "\(options)")
        #expect(events.tables.processes.dropFirst().allSatisfy { $0.parent == 0 }, "\(options)")
        #expect(events.tables.processes[0].exitStatus == 3, "\(options)")
        if !options.contains("-qq") {
            #expect(events.tables.processes.compactMap(\.endSignal) == [9], "\(options)")
        }
        if !options.contains("-xx") {
            let names = Set(events.tables.processes.map { events.text($0.name) })
            // The first is killed at once, maybe before it runs its program.
            #expect(names.subtracting(["sleep"]) == ["sh", "cat", "sort", "wc", "rm", "ls"], "\(options)")
        }
    }

    /// What strace counted itself while it wrote the log.
    @Test func sameAsItsOwnSummary() throws {
        let file = try log(["-f", "-ttt", "-T", "-C"])
        let events = try Self.read(file)
        let summary = StraceSummary.counts(try Files.text(file))
        try #require(summary.count > 10)
        #expect(events.quality["strace.lines.unknown"] == 0)
        var surplus = 0
        for (name, (calls, errors)) in summary {
            // It counts calls when they return, and some of those that their thread's end broke off.
            let returned = events.calls.filter { events.text($0.operation) == name && $0.result != .empty }
            let all = events.counts[name] ?? 0
            #expect((returned.count...max(all, returned.count)).contains(calls), "\(name)")
            let failed = returned.count { events.text($0.result).hasPrefix("E") }
            #expect(failed <= errors, "\(name)")
            surplus += max(0, errors - failed - max(0, all - returned.count))
        }
        // Where a thread is killed, strace may count an error that its log does not have.
        #expect(surplus <= events.tables.processes.count { $0.endSignal != nil }, "\(summary)")
    }

    /// To a terminal or a pipe, strace names threads by `[pid 7]`, and only while there are several.
    @Test(arguments: ["-f -ttt -T", "-f -r", "-f"])
    func withoutFile(_ options: String) throws {
        let file = folder.file("log")
        let command = Self.script.replacing("'", with: "'\\''")
        _ = try Command.run(
            "sh", ["-c", "strace \(options) sh -c '\(command)' 2>\(file) >/dev/null"], folder: folder.path)
        let events = try Self.read(file)
        #expect(events.quality["strace.lines.unknown"] == 0)
        let oracle = try StraceOracle(file)
        let log = try Files.text(file)
        #expect(events.counts == oracle.counts, "\(log)")
        #expect(events.tables.processes.count == 7)
        #expect(events.tables.processes.allSatisfy { $0.id != 0 })
        #expect(Set(events.all.map(\.thread)).count == 7)
    }

    @Test func stacks() throws {
        let file = try log(["-f", "-k", "-ttt", "-T"], ["sh", "-c", "ls / | wc -l"])
        let text = try Files.text(file)
        try #require(text.contains("\n > "), "strace was built without -k")
        let events = try Self.read(file)
        try check(file, events, "-k")
        let frames = events.all.reduce(0) { $0 + events.tables.stacks[$1.stack].count }
        #expect(frames == (try StraceOracle(file).frames))
        let modules = Set(
            text.split(separator: "\n").filter { $0.hasPrefix(" > ") }.map { line in
                String(line.dropFirst(3).prefix { $0 != "(" })
            }.filter { $0.hasSuffix(".so") || $0.contains(".so.") })
        let names = events.tables.symbols.table
        let named = events.all.flatMap { events.tables.frames($0.stack) }
        #expect(named.count == frames)
        #expect(named.allSatisfy { !names.functionName($0).isEmpty && names.functionName($0) != "?" })
        #expect(Set(named.map { names.fileName($0) }).isSuperset(of: modules))
    }

    /// A Go program with threads, which runs another program and becomes one in the end.
    @Test func threadsOfGo() throws {
        let source = """
            package main
            import ("os"; "os/exec"; "runtime"; "sync"; "syscall")
            func main() {
            \tvar all sync.WaitGroup
            \tfor i := 0; i < 8; i++ { all.Add(1); go func() { runtime.LockOSThread(); os.ReadFile("/proc/self/stat"); all.Done() }() }
            \tall.Wait()
            \texec.Command("/bin/true").Run()
            \tsyscall.Exec("/bin/echo", []string{"echo", "two words"}, nil)
            }
            """
        try Files.write(source, to: folder.file("main.go"))
        let program = folder.file("program")
        let built = try GoToolchain.newest().run(["build", "-o", program, folder.file("main.go")], folder: folder.path)
        try #require(built.succeeded, "\(built.error)")
        let file = try log(["-f", "-ttt", "-T", "-y"], [program])
        let events = try Self.read(file)
        try check(file, events, "go")
        // The os package tries out what descriptors of processes can do by processes of its own.
        #expect(events.tables.processes.filter { events.text($0.image) == "/bin/true" }.count == 1)
        #expect(events.tables.processes.dropFirst().allSatisfy { $0.parent == 0 })
        #expect(events.text(events.tables.processes[0].name) == "echo")
        #expect(events.tables.processes[0].arguments.map { events.text($0) } == ["echo", "two words"])
        #expect(
            events.calls.count { events.text($0.path).hasPrefix("/proc/") && events.text($0.operation) == "read" } >= 8)
        // The call of a thread goes on under the id of the first one.
        #expect(events.lines.contains("execve /bin/echo = 0"))
    }

    @Test func buildOfGo() throws {
        try Files.write("package main\nfunc main() { println(1) }\n", to: folder.file("main.go"))
        let go = try GoToolchain.newest()
        _ = try go.run(["build", "-o", "x", "main.go"], folder: folder.path)
        let variables = go.environment.filter { $0.key.hasPrefix("GO") || $0.key.hasPrefix("CGO") }.map {
            "\($0)=\($1)"
        }
        try Files.write("package main\nfunc main() { println(2) }\n", to: folder.file("main.go"))
        let file = try log(
            ["-f", "-ttt", "-T", "-yy"], ["env"] + variables + [go.go, "build", "-o", "x", "main.go"])
        let events = try Self.read(file)
        try check(file, events, "go build")
        let names = events.tables.processes.map { events.text($0.name) }
        #expect(names.contains("compile") && names.contains("link"))
        #expect(events.tables.processes.dropFirst().allSatisfy { $0.parent >= 0 })
        let compile = try #require(
            events.tables.processes.first { process in
                process.arguments.contains { events.text($0) == "-pack" }
            })
        #expect(compile.arguments.contains { events.text($0) == "main" })
    }

    /// Descriptors that are followed lead to what -y says of them.
    @Test func descriptorsWithoutDescriptions() throws {
        let file = try log(
            ["-f", "-ttt", "-y"],
            ["sh", "-c", "cd /; cat /etc/passwd etc/group | sort >/dev/null; exec 7</etc/hosts; cat <&7"])
        let described = try Self.read(file)
        let text = try Files.text(file)
        let plain = text.replacing(/<char \d+:\d+>/, with: "").replacing(/(\d|AT_FDCWD)<[^>\n]*>/) { "\($0.1)" }
        try #require(plain != text)
        let followed = try Events(strace: plain)
        try #require(followed.all.count == described.all.count)
        var compared = 0
        for (one, other) in zip(described.all, followed.all) where other.path != .empty {
            let (path, expected) = (followed.text(other.path), described.text(one.path))
            guard path.hasPrefix("/"), expected.hasPrefix("/") else { continue }
            #expect(path.split(separator: "/").last == expected.split(separator: "/").last, "\(described.line(one))")
            compared += 1
        }
        #expect(compared > 60)
        // What was open before the log began cannot be known.
        for (index, (one, other)) in zip(described.all, followed.all).enumerated() where other.path == .empty {
            guard described.text(one.path).hasPrefix("/") else { continue }
            #expect(["0", "1", "2"].contains(described.details[index].prefix { $0 != "," }), "\(described.line(one))")
        }
    }

    /// The log of a strace that was killed ends anywhere.
    @Test func killed() throws {
        let file = folder.file("log")
        _ = try Command.run(
            "timeout",
            ["-s", "KILL", "0.4", "strace", "-f", "-ttt", "-o", file, "sh", "-c", "while :; do /bin/true; done"])
        let events = try Self.read(file)
        #expect(events.quality["strace.lines.unknown"] == 0)
        #expect(events.counts.values.reduce(0, +) > 100)
    }
}
