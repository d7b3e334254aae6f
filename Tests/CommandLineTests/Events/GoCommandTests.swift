import Evidence
import Host
import SystemActivity
import TestSupport
import Testing
import Wire

/// Captures of the go command, beside what the go command says of itself.
@Suite(
    .serialized,
    .enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"))
struct GoCommandTests {
    private static let built = Result { try GoCommandBuild() }

    /// Calls whose strings are names of something else than files.
    private static let namesOnly: Set<String> = [
        "memfd_create", "add_key", "request_key", "sethostname", "setdomainname", "init_module", "delete_module",
        "finit_module", "fsopen", "fsconfig", "keyctl", "lookup_dcookie",
    ]

    /// Every file that a cold build names is known by its whole path, and every call of the go command by a stack that
    /// reaches its root.
    @Test func pathsAndStacksAreWhole() throws {
        var reader = try CaptureReader(try MappedFile.open(try Self.built.get().cold))
        let events = try reader.readAll()
        let tables = reader.tables
        // How many files each call names.
        let takingPaths = Dictionary(
            SystemCallTable.entries(isARM64: Surroundings.kernel.machine == "aarch64").values.map { entry in
                (entry.name, entry.arguments.count { $0 == .string })
            }, uniquingKeysWith: max
        ).filter { $0.value > 0 && !Self.namesOnly.contains($0.key) }
        try #require(takingPaths["openat"] == 1 && takingPaths["renameat"] == 2)
        var (named, twice, stacks, whole) = (0, 0, 0, 0)
        for event in events {
            let operation = tables.strings[event.operation]
            if let count = takingPaths[operation] {
                named += 1
                #expect(tables.strings[event.path].hasPrefix("/"), "\(operation) has no path")
                if count > 1, !operation.hasSuffix("xattr") {
                    twice += 1
                    var text: [UInt8] = []
                    reader.appendDetail(of: event, to: &text)
                    let detail = String(decoding: text, as: UTF8.self)
                    // Folder and path, or another path: `new_at: AT_FDCWD, new: "small"`.
                    let quoted = detail.split(separator: "\"", omittingEmptySubsequences: false)
                    #expect(
                        quoted.count >= 3 && !quoted[1].isEmpty, "\(operation) has no second path: \(detail)")
                }
            }
            guard tables.strings[tables.processes[Int(event.process)].name] == "go",
                !StackRoots.withoutStack.contains(operation)
            else { continue }
            stacks += 1
            if event.stack != 0, let root = tables.functionNames(event.stack).last, StackRoots.names.contains(root) {
                whole += 1
            }
        }
        #expect(named > 5000)
        #expect(twice > 0)
        #expect(stacks > 5000)
        #expect(Double(whole) >= 0.999 * Double(stacks), "\(stacks - whole) of \(stacks) calls have no whole stack")
    }

    /// The chain out of what the kernel saw is the one out of the go command's own times.
    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"))
    func theCriticalPathIsThatOfTheActionGraph() throws {
        let build = try Self.built.get()
        let path = try BuildPathReport(build.cold)
        let graph = build.folder.file("graph.json")
        let actions = try ActionChain(graph, main: "example.com/small")
        let chain = actions.packages
        try #require(chain.count > 15)
        #expect(try actions.wrongSteps(of: chain) == [])
        #expect(try actions.wrongSteps(of: path.packages) == [])
        try Self.expect(path.packages, isLike: chain)
        // All of the time is explained: by actions, and by what the go command did meanwhile.
        #expect(path.parts.reduce(0) { $0 + $1.duration } == path.total)
        #expect(path.times.values.reduce(0, +) == path.total)
        let phases = Set(GoPhase.allCases.map { "go: \($0.rawValue)" })
        let tools = Set(GoTool.allCases.map(\.rawValue))
        #expect(Set(path.times.keys).isSubset(of: phases.union(tools)), "\(path.times.keys.sorted())")
        // These take time in each cold build.
        for phase in ["loading packages", "hashing inputs", "reading the build cache", "writing the build cache"] {
            #expect(try #require(path.times["go: \(phase)"], "\(phase) is missing") > 0)
        }
        #expect(Double(path.times["go: other work"] ?? 0) <= 0.03 * Double(path.total), "\(path.times)")
        // The same chain out of the graph itself.
        try Self.expect(try BuildPathReport(graph).packages, isLike: chain)
    }

    /// The packages that both have in the same order, each with about the same time, and all of the time explained; where
    /// two actions ended at the same moment, either is right.
    private static func expect(_ found: [BuildPathReport.Part], isLike chain: [BuildPathReport.Part]) throws {
        let total = chain.reduce(0) { $0 + $1.duration }
        let (known, same) = (Set(found.map(\.package)), Set(chain.map(\.package)))
        let common = chain.filter { known.contains($0.package) }
        let ours = found.filter { same.contains($0.package) }
        #expect(ours.map(\.package) == common.map(\.package))
        for (one, other) in zip(ours, common) where one.package == other.package {
            // The go command's clock begins a moment before the first call of an action.
            #expect(
                abs(one.duration - other.duration) <= max(other.duration / 20, 10_000_000),
                "\(one.package): \(one.duration) against \(other.duration)")
        }
        let time = found.reduce(0) { $0 + $1.duration }
        #expect(abs(time - total) <= total / 20, "\(time) against \(total)")
    }

    @Test func aSecondRunComesFromTheCache() throws {
        let build = try Self.built.get()
        try build.capture("first", ["run", "."])
        let warm = try BuildPathReport(build.capture("second", ["run", "."]))
        #expect(warm.parts.contains { $0.tool == "run" })
        #expect(!warm.parts.contains { $0.tool == "compile" || $0.tool == "link" })
        let cold = try SondeProgram.run(["why", build.cold])
        try #require(cold.succeeded, "\(cold.error)")
        #expect(cold.output.contains("build.cache-miss"), "\(cold.output)")
        #expect(cold.output.contains("none of"), "\(cold.output)")
        let second = try SondeProgram.run(["why", build.folder.file("second.capture")])
        try #require(second.succeeded, "\(second.error)")
        #expect(!second.output.contains("build."), "\(second.output)")
        #expect(second.output.contains("OK healthy") || second.output.contains("cpu.foreign-load"), "\(second.output)")
    }

    @Test func vetAndTestsAreSteps() throws {
        let build = try Self.built.get()
        try Files.write(
            "package main\n\nimport (\n\"testing\"\n\"time\"\n)\n\nfunc TestSlow(t *testing.T) { time.Sleep(400 * time.Millisecond) }\n",
            to: build.folder.file("slow_test.go"))
        let path = try BuildPathReport(build.capture("test", ["test", "."]))
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
