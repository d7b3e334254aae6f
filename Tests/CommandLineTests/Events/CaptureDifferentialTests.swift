import Evidence
import SystemActivity
import TestSupport
import Testing
import Wire

/// The same build, recorded by sonde's back ends and by strace: the same programs, and the same files.
@Suite(.serialized)
struct CaptureDifferentialTests {
    /// What a build did, without what differs from run to run: numbers of folders and processes, hashes.
    private struct Doings {
        /// Tools that ran, with the files that they were given.
        var commands: [String] = []
        /// Operation, path and result.
        var files: Set<String> = []
        /// Calls of the go command, and how many of them have a stack that reaches its root.
        var stacks = 0
        var wholeStacks = 0

        init(_ source: some ActivitySource) throws {
            var source = source
            let events = try source.readAll()
            let tables = source.tables
            for event in events where event.kind == .file || event.kind == .process {
                let operation = tables.strings[event.operation]
                guard Self.operations.contains(operation) else { continue }
                let result = tables.strings[event.result]
                let outcome = result.allSatisfy(\.isNumber) ? "done" : result
                files.insert("\(operation) \(Self.plain(tables.strings[event.path])) \(outcome)")
            }
            for event in events {
                guard tables.strings[tables.processes[Int(event.process)].name] == "go",
                    !StackRoots.withoutStack.contains(tables.strings[event.operation])
                else { continue }
                stacks += 1
                guard event.stack != 0, let root = tables.functionNames(event.stack).last else { continue }
                if StackRoots.names.contains(root) { wholeStacks += 1 }
            }
            // Other arguments of a tool may be ids of its build.
            commands = tables.processes.map { $0.arguments.map { tables.strings[$0] } }
                .filter { $0.first.map { $0.contains("/pkg/tool/") } ?? false }
                .map { Self.plain($0.filter { $0.hasPrefix("/") || $0 == "-V=full" }.joined(separator: " ")) }
                .sorted()
        }

        private static let operations: Set<String> = [
            "openat", "newfstatat", "readlinkat", "unlinkat", "mkdirat", "renameat", "faccessat2", "chdir", "linkat",
        ]
        /// Runs of eight hexadecimal digits and more, and numbers, are left out.
        private static func plain(_ text: String) -> String {
            var result = ""
            for word in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }) {
                let isHash = word.utf8.count >= 20 || word.utf8.count == 2 && word.allSatisfy(\.isHexDigit)
                result += isHash ? "#/" : word.filter { !$0.isNumber } + "/"
            }
            return result
        }
    }

    private let folder: TemporaryFolder
    /// Not in the module, where the go command would see them.
    private let logs: TemporaryFolder
    private let toolchain: GoToolchain

    init() throws {
        folder = try TemporaryFolder()
        logs = try TemporaryFolder()
        toolchain = try GoToolchain.newest()
        try Files.write("module example.com/small\n\ngo 1.24\n", to: folder.file("go.mod"))
    }

    /// Builds a program that is not in the cache, but for its imports.
    private func build(_ number: Int, by wrapper: [String]) throws {
        let source =
            "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"built\", \(number), \"\(folder.path)\") }\n"
        try Files.write(source, to: folder.file("main.go"))
        // The go command trusts no file that is only seconds old.
        let files = ["go.mod", "main.go", "small"].map { folder.file($0) }.filter(Files.exists)
        _ = try Command.run("touch", ["-d", "2020-01-01 00:00:\(10 + number)"] + files)
        let words = wrapper + [toolchain.go, "build", "-o", "small", "."]
        let result = try Command.run(
            words[0], Array(words.dropFirst()), environment: toolchain.environment, folder: folder.path)
        try #require(result.succeeded, "\(result.error)")
    }

    @Test(.enabled(if: Permissions.mayTraceByStrace, "strace is not installed, or may not trace"))
    func theSameAsStrace() throws {
        let sonde = try #require(SondeProgram.path)
        try build(0, by: [])
        try build(1, by: ["strace", "-f", "-y", "-ttt", "-s", "4096", "-o", logs.file("log")])
        let known = try Doings(StraceReader(try MappedFile.open(logs.file("log"))))
        #expect(known.commands.count >= 3 && known.files.count > 200)
        for (number, rights) in RecordingRights.usable.enumerated() {
            let file = logs.file("\(number).capture")
            try build(2 + number, by: rights.wrapper + [sonde, "capture", "-o", file, "--"])
            let reader = try CaptureReader(try MappedFile.open(file))
            #expect(reader.facts["back end"] == (rights == .none ? "ptrace" : "bpf"))
            let found = try Doings(reader)
            #expect(found.commands == known.commands)
            #expect(found.files.subtracting(known.files).sorted() == [], "\(rights)")
            #expect(known.files.subtracting(found.files).sorted() == [], "\(rights)")
            #expect(found.stacks > 1000)
            #expect(
                Double(found.wholeStacks) >= 0.999 * Double(found.stacks), "\(found.wholeStacks) of \(found.stacks)")
        }
    }
}
