import Evidence
import Host
import SystemActivity
import TestSupport
import Testing
import Wire

private let canRecord: Bool = (try? ActivityRecorder(ActivityRecorder.Options())) != nil

/// Captures of the go command, beside what the go command says of itself.
@Suite(.serialized, .enabled(if: canRecord, "recording by BPF is not permitted here, or libbpf is missing"))
struct GoCommandTests {
    /// A small module with a cache of its own, and the capture of its build with the empty cache; made once.
    private struct Build {
        let folder: TemporaryFolder
        let toolchain: GoToolchain
        let environment: [String: String]

        init() throws {
            folder = try TemporaryFolder()
            toolchain = try GoToolchain.newest()
            environment = toolchain.environment.merging(["GOCACHE": folder.file("cache"), "HOME": folder.path]) { $1 }
            try Files.write("module example.com/small\n\ngo 1.24\n", to: folder.file("go.mod"))
            try Files.write(
                "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"built\") }\n", to: folder.file("main.go")
            )
            try capture("cold", ["build", "-debug-actiongraph=\(folder.file("graph.json"))", "-o", "small", "."])
        }

        var cold: String { folder.file("cold.capture") }

        @discardableResult
        func capture(_ name: String, _ arguments: [String]) throws -> String {
            let file = folder.file("\(name).capture")
            let result = try SondeProgram.run(
                ["capture", "-o", file, "--", toolchain.go] + arguments, environment: environment, folder: folder.path,
                within: .seconds(600))
            try #require(result.succeeded, "\(result.error)")
            #expect(result.error.contains("nothing was lost"), "\(result.error)")
            return file
        }
    }

    private static let built = Result { try Build() }

    /// What `events path --format json` says of a file, by the names of the actions.
    private struct Path {
        struct Part {
            var package = ""
            var tool = ""
            var duration = 0
        }

        var total = 0
        var parts: [Part] = []
        /// By name.
        var times: [String: Int] = [:]

        init(_ file: String) throws {
            let result = try SondeProgram.run(["events", "path", file, "--format", "json"])
            try #require(result.succeeded, "\(result.error)")
            var reader = JSONReader(Bytes(result.outputBytes))
            var (part, name, list) = (Part(), "", "")
            while let token = try reader.next() {
                let key = reader.string
                switch token {
                case .objectBegin: (part, name) = (Part(), "")
                case .objectEnd:
                    if list == "segments", part.duration > 0 { parts.append(part) }
                    if list == "times", !name.isEmpty { times[name] = part.duration }
                    part = Part()
                    name = ""
                case .key:
                    let value = try #require(try reader.next())
                    if value == .arrayBegin { list = key }
                    if key == "package" { part.package = reader.string }
                    if key == "tool" { part.tool = reader.string }
                    if key == "name" { name = reader.string }
                    if key == "durationNanoseconds", list.isEmpty { total = Int(reader.integer ?? 0) }
                    if key == "durationNanoseconds", !list.isEmpty { part.duration = Int(reader.integer ?? 0) }
                default: break
                }
            }
        }
    }

    /// Every file that a cold build names is known by its whole path, and every stack of the go command by its root.
    @Test func pathsAndStacksAreWhole() throws {
        var reader = try CaptureReader(try MappedFile.open(try Self.built.get().cold))
        let events = try reader.readAll()
        let tables = reader.tables
        let takingPaths: Set<String> = [
            "openat", "newfstatat", "readlinkat", "unlinkat", "mkdirat", "execve", "access", "faccessat2", "renameat",
            "chdir", "statx", "readlink", "unlink", "mkdir", "rename",
        ]
        let roots: Set<String> = [
            "runtime.goexit", "runtime.mcall", "runtime.mstart", "runtime.rt0_go", "_rt0_amd64_linux",
            "_rt0_arm64_linux", "runtime.morestack", "runtime.goexit.abi0", "runtime.clone.abi0", "runtime.clone",
        ]
        var (named, stacks, whole) = (0, 0, 0)
        for event in events {
            if takingPaths.contains(tables.strings[event.operation]) {
                named += 1
                #expect(tables.strings[event.path].hasPrefix("/"), "\(tables.strings[event.operation]) has no path")
            }
            guard event.stack != 0, tables.strings[tables.processes[Int(event.process)].name] == "go" else { continue }
            stacks += 1
            if let root = tables.functionNames(event.stack).last, roots.contains(root) { whole += 1 }
        }
        #expect(named > 5000)
        #expect(stacks > 5000)
        #expect(Double(whole) >= 0.999 * Double(stacks), "\(stacks - whole) of \(stacks) stacks have no root")
    }

    /// The chain out of what the kernel saw is the one out of the go command's own times.
    @Test func theCriticalPathIsThatOfTheActionGraph() throws {
        let build = try Self.built.get()
        let path = try Path(build.cold)
        let actions = try GoActionGraph.read(MappedFile.open(build.folder.file("graph.json")))
        let chain = ActionChain(actions).packages
        let total = chain.reduce(0) { $0 + $1.duration }
        let found = Set(path.parts.map(\.package))
        let same = chain.filter { found.contains($0.package) }.reduce(0) { $0 + $1.duration }
        #expect(Double(same) >= 0.95 * Double(total), "\(chain.filter { !found.contains($0.package) })")
        let time = path.parts.filter { !$0.tool.isEmpty }.reduce(0) { $0 + $1.duration }
        #expect(abs(Double(time - total)) <= 0.05 * Double(total), "\(time) against \(total)")
        // All of the time is explained: by actions, and by what the go command did meanwhile.
        #expect(path.parts.reduce(0) { $0 + $1.duration } == path.total)
        #expect(path.times.values.reduce(0, +) == path.total)
        #expect(Double(path.times["go: other work"] ?? 0) <= 0.03 * Double(path.total))
        // The same chain out of the graph itself.
        let own = try Path(build.folder.file("graph.json"))
        let ownNames = Set(own.parts.map(\.package))
        #expect(chain.allSatisfy { ownNames.contains($0.package) || $0.package == "main" })
    }

    /// The chain of the go command's own times: from the last action back to what it waited for.
    private struct ActionChain {
        struct Link {
            var package: String
            var duration: Int
        }

        var packages: [Link] = []

        init(_ actions: [GoBuildAction]) {
            let ran = actions.filter { !$0.commands.isEmpty && $0.start != nil && $0.done != nil }
            var current = ran.filter { $0.mode == "link" }.max { ($0.done ?? 0) < ($1.done ?? 0) }
            var visited: Set<Int> = []
            while let action = current, visited.insert(action.id).inserted {
                let (start, done) = (action.start ?? 0, action.done ?? 0)
                // Sonde calls what belongs to the main package so.
                let isMain = action.package == "example.com/small"
                packages.append(Link(package: isMain ? "main" : action.package, duration: Int(done - start)))
                let earlier = ran.filter { ($0.done ?? 0) <= start + 5_000_000 && !visited.contains($0.id) }
                let needed = earlier.filter { action.dependencies.contains($0.id) }.max { $0.done! < $1.done! }
                let last = earlier.max { $0.done! < $1.done! }
                let isPrompt = needed.map { start - $0.done! <= 20_000_000 } ?? false
                current = isPrompt ? needed : last ?? needed
            }
        }
    }

    @Test func aSecondRunComesFromTheCache() throws {
        let build = try Self.built.get()
        try build.capture("first", ["run", "."])
        let warm = try Path(build.capture("second", ["run", "."]))
        #expect(warm.parts.contains { $0.tool == "run" })
        #expect(!warm.parts.contains { $0.tool == "compile" || $0.tool == "link" })
        let cold = try SondeProgram.run(["why", build.cold])
        #expect(cold.output.contains("build.cache-miss"), "\(cold.output)")
        #expect(cold.output.contains("none of"), "\(cold.output)")
        let second = try SondeProgram.run(["why", build.folder.file("second.capture")])
        #expect(!second.output.contains("build."), "\(second.output)")
    }

    @Test func vetAndTestsAreSteps() throws {
        let build = try Self.built.get()
        try Files.write(
            "package main\n\nimport (\n\"testing\"\n\"time\"\n)\n\nfunc TestSlow(t *testing.T) { time.Sleep(400 * time.Millisecond) }\n",
            to: build.folder.file("slow_test.go"))
        let path = try Path(build.capture("test", ["test", "."]))
        #expect(path.parts.contains { $0.tool == "vet" })
        let run = try #require(path.parts.first { $0.tool == "run" })
        #expect(run.package == "small.test" && run.duration > 400_000_000)
    }

    @Test func whyRunsAGoCommand() throws {
        let build = try Self.built.get()
        try Files.makeDirectory(build.folder.file("stuck"))
        try Files.write(
            "package main\n\nimport (\n\"sync\"\n\"time\"\n)\n\nfunc main() {\n\tgo func() { for { time.Sleep(time.Second) } }()\n\tvar m sync.Mutex\n\tm.Lock()\n\tm.Lock()\n}\n",
            to: build.folder.file("stuck/main.go"))
        // On a busy machine a look takes seconds, and a single one does not show that a wait lasts.
        var output = ""
        for duration in ["4s", "10s", "30s"] where !output.contains("deadlock.self") {
            output = try SondeProgram.run(
                ["why", "--duration", duration, "--", build.toolchain.go, "run", "./stuck"],
                environment: build.environment, folder: build.folder.path, within: .seconds(300)
            ).output
        }
        #expect(output.contains("deadlock.self"), "\(output)")
        #expect(output.contains("WHERE THE TIME WENT"), "\(output)")
        #expect(output.contains("system activity from the go command"), "\(output)")
    }
}
